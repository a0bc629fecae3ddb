import { Rect } from 'fabric/es';
import type { DraftBox } from '../../drafts/draft-box.js';
import { scoreText } from '../../drafts/score-text.js';
import type { Rectangle } from '../../geometry/rectangle.js';
import { inkOn, labelColor } from './box-style.js';

const DASH = [8, 6];
const FONT = '600 12px system-ui, sans-serif';
const TAG_HEIGHT = 20;
const TAG_PADDING = 6;
/** Tags of narrower boxes may stand out; labels beyond this and the box's width are shortened. */
const MIN_TAG_WIDTH = 110;

/** One box on the canvas: dashed while a draft, solid once accepted, a second stroke for contrast on any image. */
export class BoxShape extends Rect {
  box: DraftBox;
  /** The page shows the canvas mirrored; its text must be read all the same. */
  isMirrored = false;
  /** Lines of the page run to the left: tags begin at the right, as all that it shows. */
  isRightToLeft = false;

  constructor(box: DraftBox, rect: Rectangle) {
    super({
      originX: 'left',
      originY: 'top',
      strokeWidth: 0,
      objectCaching: false,
      lockRotation: true,
      lockScalingFlip: true,
      hasBorders: false,
      transparentCorners: false,
      cornerStyle: 'circle',
      cornerColor: '#fff',
      cornerSize: 12,
      touchCornerSize: 36,
    });
    this.box = box;
    this.setControlsVisibility({ mtr: false });
    this.show(box, rect);
  }

  show(box: DraftBox, rect: Rectangle): void {
    this.box = box;
    this.set({
      left: rect.x,
      top: rect.y,
      width: rect.width,
      height: rect.height,
      scaleX: 1,
      scaleY: 1,
      visible: box.status !== 'rejected',
      cornerStrokeColor: labelColor(box.label),
    });
    this.setCoords();
  }

  /** Its rectangle on the canvas, a resize in progress included. */
  rectangle(): Rectangle {
    return {
      x: this.left,
      y: this.top,
      width: this.width * this.scaleX,
      height: this.height * this.scaleY,
    };
  }

  override _render(ctx: CanvasRenderingContext2D): void {
    const { width, height } = this.rectangle();
    const color = labelColor(this.box.label);
    const selected = this.canvas?.getActiveObject?.() === this;
    ctx.save();
    // Strokes and text keep their size while Fabric scales the box.
    ctx.scale(1 / this.scaleX, 1 / this.scaleY);
    ctx.translate(-width / 2, -height / 2);
    ctx.fillStyle = color;
    ctx.globalAlpha = selected ? 0.16 : 0.08;
    ctx.fillRect(0, 0, width, height);
    ctx.globalAlpha = 1;
    this.#stroke(ctx, width, height, 'rgb(0 0 0 / 0.55)', selected ? 5 : 4);
    ctx.setLineDash(this.box.status === 'draft' ? DASH : []);
    this.#stroke(ctx, width, height, this.box.status === 'draft' ? '#fff' : color, selected ? 3 : 2);
    ctx.setLineDash([]);
    this.#tag(ctx, width, color);
    ctx.restore();
  }

  #stroke(
    ctx: CanvasRenderingContext2D,
    width: number,
    height: number,
    color: string,
    lineWidth: number,
  ): void {
    ctx.strokeStyle = color;
    ctx.lineWidth = lineWidth;
    ctx.strokeRect(0, 0, width, height);
  }

  #tag(ctx: CanvasRenderingContext2D, width: number, color: string): void {
    const { label, status } = this.box;
    const mark = status === 'accepted' ? '✓ ' : '';
    const share = ` ${scoreText(this.box)}`;
    ctx.font = FONT;
    const room = Math.max(width, MIN_TAG_WIDTH) - 2 * TAG_PADDING - ctx.measureText(mark + share).width;
    const text = mark + shortened(ctx, label, room) + share;
    const tagWidth = ctx.measureText(text).width + 2 * TAG_PADDING;
    const y = this.top >= TAG_HEIGHT ? -TAG_HEIGHT : 0;
    const space = (this.canvas?.width ?? Number.POSITIVE_INFINITY) - this.left - tagWidth;
    const x = this.isRightToLeft
      ? Math.max(width - tagWidth, Math.min(-this.left, 0))
      : Math.min(0, Math.max(space, width - tagWidth));
    ctx.fillStyle = color;
    ctx.beginPath();
    ctx.roundRect(x - 1, y, tagWidth, TAG_HEIGHT, y < 0 ? [4, 4, 0, 0] : [0, 0, 4, 0]);
    ctx.fill();
    ctx.fillStyle = inkOn(color);
    ctx.textBaseline = 'middle';
    ctx.translate(x - 1 + tagWidth / 2, y + TAG_HEIGHT / 2 + 0.5);
    if (this.isMirrored) ctx.scale(-1, 1);
    ctx.textAlign = 'center';
    ctx.direction = this.isRightToLeft ? 'rtl' : 'ltr';
    ctx.fillText(text, 0, 0);
  }
}

/** As much of the text as there is room for, in CSS pixels. */
function shortened(ctx: CanvasRenderingContext2D, text: string, room: number): string {
  const { width } = ctx.measureText(text);
  if (width <= room) return text;
  let length = Math.max(1, Math.ceil((text.length * room) / width));
  while (length > 1 && ctx.measureText(`${text.slice(0, length)}…`).width > room) length--;
  return `${text.slice(0, length).trimEnd()}…`;
}
