import type * as THREE from 'three';
import type { Random } from '../random.js';
import * as clutter from './distractors.js';
import { battery, chip } from './electrical.js';
import { bolt, nut, screw, washer } from './fasteners.js';
import { key } from './key.js';
import { bearing, gear } from './rotary.js';
import { spring } from './spring.js';
import { screwdriver, spanner } from './tools.js';

/** How an object rests on the bench: as built, rolled about its length, on its end, or on its rim. */
export type Pose = 'flat' | 'rolled' | 'end' | 'rim';

export interface ObjectKind {
  build: (random: Random) => THREE.Object3D;
  /** Longest side, as a share of the width of the view. */
  length: readonly [low: number, high: number];
  /** Poses with their weights. */
  poses: readonly (readonly [Pose, number])[];
}

const FLAT = [['flat', 1]] as const;
const LYING = [['rolled', 1]] as const;

/** The classes, in the order of the model's outputs. */
export const OBJECTS = {
  battery: {
    build: battery,
    length: [0.2, 0.36],
    poses: [
      ['rolled', 0.9],
      ['end', 0.1],
    ],
  },
  bearing: {
    build: bearing,
    length: [0.15, 0.3],
    poses: [
      ['flat', 0.92],
      ['rim', 0.08],
    ],
  },
  bolt: {
    build: bolt,
    length: [0.18, 0.36],
    poses: [
      ['rolled', 0.9],
      ['end', 0.1],
    ],
  },
  chip: { build: chip, length: [0.17, 0.34], poses: FLAT },
  gear: {
    build: gear,
    length: [0.17, 0.34],
    poses: [
      ['flat', 0.94],
      ['rim', 0.06],
    ],
  },
  key: { build: key, length: [0.22, 0.38], poses: FLAT },
  nut: {
    build: nut,
    length: [0.13, 0.25],
    poses: [
      ['flat', 0.85],
      ['rim', 0.15],
    ],
  },
  screw: { build: screw, length: [0.2, 0.36], poses: LYING },
  screwdriver: { build: screwdriver, length: [0.32, 0.5], poses: LYING },
  spanner: { build: spanner, length: [0.3, 0.46], poses: FLAT },
  spring: { build: spring, length: [0.18, 0.36], poses: LYING },
  washer: {
    build: washer,
    length: [0.13, 0.25],
    poses: [
      ['flat', 0.95],
      ['rim', 0.05],
    ],
  },
} satisfies Record<string, ObjectKind>;

export type ObjectName = keyof typeof OBJECTS;

export const OBJECT_NAMES = Object.keys(OBJECTS) as ObjectName[];

/** Things that lie about on benches and belong to no class. */
export const DISTRACTORS = {
  woodenBlock: { build: clutter.woodenBlock, length: [0.15, 0.4], poses: FLAT },
  dowel: {
    build: clutter.dowel,
    length: [0.15, 0.5],
    poses: [
      ['flat', 0.8],
      ['end', 0.2],
    ],
  },
  pencil: { build: clutter.pencil, length: [0.3, 0.5], poses: LYING },
  tapeRoll: {
    build: clutter.tapeRoll,
    length: [0.2, 0.35],
    poses: [
      ['flat', 0.9],
      ['rim', 0.1],
    ],
  },
  cable: { build: clutter.cable, length: [0.3, 0.7], poses: FLAT },
  note: { build: clutter.note, length: [0.2, 0.4], poses: FLAT },
  ball: { build: clutter.ball, length: [0.07, 0.18], poses: FLAT },
  cup: { build: clutter.cup, length: [0.16, 0.28], poses: FLAT },
  sponge: { build: clutter.sponge, length: [0.2, 0.36], poses: FLAT },
  ruler: { build: clutter.ruler, length: [0.4, 0.8], poses: FLAT },
  cap: { build: clutter.cap, length: [0.08, 0.2], poses: FLAT },
  eraser: { build: clutter.eraser, length: [0.12, 0.25], poses: FLAT },
  studBrick: { build: clutter.studBrick, length: [0.12, 0.25], poses: FLAT },
  bracket: { build: clutter.bracket, length: [0.2, 0.36], poses: FLAT },
} satisfies Record<string, ObjectKind>;

export type DistractorName = keyof typeof DISTRACTORS;

export const DISTRACTOR_NAMES = Object.keys(DISTRACTORS) as DistractorName[];
