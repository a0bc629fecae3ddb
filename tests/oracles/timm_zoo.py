"""Classifiers of timm, at least one of nearly every family it has; the list is by size of the input image."""

from __future__ import annotations

import timm
import torch

from architecture import Architecture

# Convolutional networks take any size; an odd number of final positions (3x3) catches what an even one forgives.
AT_96 = """
resnet26 resnet50d resnetrs50 seresnext26d_32x4d ecaresnet26t resnetblur18 skresnet18 resnest14d res2net50_26w_4s
res2next50 resnetv2_50 resnetv2_18d resnetv2_50x1_bit resnetv2_50d_gn resnetv2_50d_evos resnetv2_50d_frn
legacy_seresnet18 gcresnet33ts resnet50_clip_gap gernet_s repvgg_a0 mobileone_s0 regnetx_002
regnety_002 regnetz_005 regnetv_040 efficientnet_b0 efficientnet_es efficientnet_lite0 tf_efficientnet_b0
tf_efficientnetv2_b0 tf_efficientnet_cc_b0_4e efficientnetv2_rw_t mixnet_s tf_mixnet_s mnasnet_small semnasnet_075
mobilenetv2_050 mobilenetv3_small_050 tf_mobilenetv3_small_minimal_100 mobilenetv4_conv_small mobilenetv4_hybrid_medium
mobilenet_edgetpu_v2_xs fbnetc_100 fbnetv3_b spnasnet_100 hardcorenas_a lcnet_050 lcnetv2_small tinynet_e ghostnet_050
ghostnetv2_100 ghostnetv3_050 repghostnet_050 ese_vovnet19b_dw vovnet39a cspresnet50 cspdarknet53 darknet17
darknetaa53 cs3darknet_s cspnext_tiny dla34 dla60_res2net dpn48b densenet121 densenetblur121d rdnet_tiny
hrnet_w18_small nf_resnet26 eca_nfnet_l0 dm_nfnet_f0 rexnet_100 selecsls42 tresnet_m xception41 xception41p
legacy_xception hgnet_tiny hgnetv2_b0 convnext_atto convnextv2_atto convnext_zepto_rms inception_next_atto
fasternet_t0 starnet_s1 mambaout_femto repvit_m0_9 edgenext_xx_small swiftformer_xs poolformer_s12 poolformerv2_s12
convformer_s18 focalnet_tiny_srf efficientvit_b0 shvit_s1 cpubone_nano iformer_t lowformer_b0 efficientvim_m1
convmixer_768_32 sequencer2d_s pvt_v2_b0 davit_tiny caformer_s18 nextvit_small mobilevit_xxs mobilevitv2_050
resnet51q seresnetaa50d ecaresnetlight resnext26ts gcresnext26ts regnetz_b16 regnetz_b16_evos nf_regnet_b1
nf_ecaresnet26 mixnet_xl tf_efficientnet_el convnextv2_tiny mobilenetv5_base
""".split()
AT_128 = "inception_v3 inception_v4 inception_resnet_v2 pnasnet5large nasnetalarge fastvit_t8 lambda_resnet26t".split()
AT_224 = """
vgg11_bn vit_tiny_patch16_224 deit_tiny_distilled_patch16_224 deit3_small_patch16_224 eva02_tiny_patch14_224
vit_relpos_small_patch16_224 vit_small_r26_s32_224 vit_tiny_r_s16_p8_224 swin_tiny_patch4_window7_224 swin_s3_tiny_224
swinv2_cr_tiny_ns_224 cait_xxs24_224 pit_ti_224 levit_128s levit_conv_128s mixer_s32_224 resmlp_12_224 gmlp_ti16_224
gcvit_xxtiny nest_tiny tnt_s_patch16_224 twins_svt_small twins_pcpvt_small visformer_tiny volo_d1_224
xcit_nano_12_p16_224 tiny_vit_5m_224 hiera_tiny_224 mvitv2_tiny coatnet_nano_rw_224 coat_lite_tiny convit_tiny
efficientformer_l1 efficientformerv2_s0 efficientvit_m0 vitamin_small_224 hieradet_small
beit_base_patch16_224 samvit_base_patch16_224 coatnext_nano_rw_224
""".split()
AT_256 = """
bat_resnext26ts csatv2 swinv2_tiny_window8_256 maxvit_pico_rw_256 botnet26t_256 eca_halonext26ts halonet26t
eca_botnext26ts_256 sebotnet33ts_256
""".split()
AT_240 = ["crossvit_9_240"]

# By torch.export one of a family, convolutional networks first: a whole run is to end in hours. It alone exports the
# first line.
BY_DYNAMO = set(
    """
csatv2 eca_halonext26ts halonet26t tf_efficientnet_cc_b0_4e eva02_tiny_patch14_224 volo_d1_224
resnet50d skresnet18 resnest14d gcresnet33ts res2net50_26w_4s tresnet_m lambda_resnet26t botnet26t_256 resnetv2_18d
regnety_002 regnetz_005 gernet_s repvgg_a0 mobileone_s0 efficientnet_b0 mixnet_s mobilenetv3_small_050
mobilenetv4_conv_small lcnet_050 ghostnet_050 repghostnet_050 rexnet_100 hrnet_w18_small dla34 dpn48b densenet121
cspdarknet53 cs3darknet_s ese_vovnet19b_dw hgnetv2_b0 selecsls42 xception41 inception_v3 vgg11_bn nf_resnet26 eca_nfnet_l0
convnext_atto fasternet_t0 starnet_s1 inception_next_atto repvit_m0_9 fastvit_t8 edgenext_xx_small poolformer_s12
focalnet_tiny_srf mobilevit_xxs mobilevitv2_050 pvt_v2_b0 mixer_s32_224 vit_tiny_patch16_224 swin_tiny_patch4_window7_224
coat_lite_tiny levit_128s
""".split()
)

SAMPLE = {"convnext_atto", "ghostnet_050", "vit_tiny_patch16_224"}


def architectures() -> list[Architecture]:
    sizes = {96: AT_96, 128: AT_128, 224: AT_224, 240: AT_240, 256: AT_256}
    return [describe(name, size) for size, names in sizes.items() for name in names]


def describe(name: str, size: int) -> Architecture:
    def build() -> torch.nn.Module:
        return timm.create_model(name, pretrained=False)

    family = timm.models.model_entrypoint(name).__module__.rsplit(".", 1)[-1]
    return Architecture(name, "timm", family, build, size, name in SAMPLE, by_dynamo=name in BY_DYNAMO)
