import { expect, test, vi } from 'vitest';
import {
  controlUsesKey,
  handleKey,
  type EditCommands,
} from '../../../../src/components/overlay/commands/keyboard.js';

function commands(handled = true) {
  const command = () => vi.fn((..._args: unknown[]) => handled);
  return {
    move: command(),
    resize: command(),
    accept: command(),
    reject: command(),
    step: command(),
    undo: command(),
    redo: command(),
    toggleOverlay: command(),
    toggleHelp: command(),
    leave: command(),
  } satisfies EditCommands;
}

const press = (key: string, modifiers: KeyboardEventInit = {}): KeyboardEvent =>
  new KeyboardEvent('keydown', { key, cancelable: true, bubbles: true, ...modifiers });

test.each([
  ['ArrowLeft', {}, 'move', [-1, 0]],
  ['ArrowDown', { shiftKey: true }, 'move', [0, 10]],
  ['ArrowRight', { altKey: true }, 'resize', [1, 0]],
  ['ArrowUp', { altKey: true, shiftKey: true }, 'resize', [0, -10]],
  ['Enter', {}, 'accept', []],
  ['a', {}, 'accept', []],
  ['Delete', {}, 'reject', []],
  ['Backspace', {}, 'reject', []],
  ['R', { shiftKey: true }, 'reject', []],
  ['Tab', {}, 'step', [1]],
  ['Tab', { shiftKey: true }, 'step', [-1]],
  [']', {}, 'step', [1]],
  ['[', {}, 'step', [-1]],
  ['z', { ctrlKey: true }, 'undo', []],
  ['z', { metaKey: true }, 'undo', []],
  ['Z', { ctrlKey: true, shiftKey: true }, 'redo', []],
  ['y', { ctrlKey: true }, 'redo', []],
  ['h', {}, 'toggleOverlay', []],
  ['?', { shiftKey: true }, 'toggleHelp', []],
  ['Escape', {}, 'leave', []],
] as const)('%s %j runs %s', (key, modifiers, name, args) => {
  const all = commands();
  const event = press(key, modifiers);
  handleKey(event, all);
  expect(all[name]).toHaveBeenCalledExactlyOnceWith(...args);
  expect(event.defaultPrevented).toBe(true);
});

test.each([
  ['a', { ctrlKey: true }],
  ['r', { metaKey: true }],
  ['ArrowLeft', { ctrlKey: true }],
  ['Tab', { altKey: true }],
  ['x', {}],
] as const)('%s %j stays with the page', (key, modifiers) => {
  const all = commands();
  const event = press(key, modifiers);
  handleKey(event, all);
  expect(Object.values(all).every((command) => command.mock.calls.length === 0)).toBe(true);
  expect(event.defaultPrevented).toBe(false);
});

test('a key whose command had nothing to do stays with the page', () => {
  const event = press('Tab');
  handleKey(event, commands(false));
  expect(event.defaultPrevented).toBe(false);
});

test('keys of an input method are left alone', () => {
  const all = commands();
  handleKey(press('Enter', { isComposing: true }), all);
  expect(all.accept).not.toHaveBeenCalled();
});

test('controls keep only the keys that they use themselves', () => {
  const slider = Object.assign(document.createElement('input'), { type: 'range' });
  const button = document.createElement('button');
  const list = document.createElement('select');
  const text = document.createElement('textarea');
  const check = Object.assign(document.createElement('input'), { type: 'checkbox' });
  const summary = document.createElement('summary');
  expect([controlUsesKey(slider, 'ArrowLeft'), controlUsesKey(slider, 'n')]).toEqual([true, false]);
  expect([controlUsesKey(button, 'Enter'), controlUsesKey(button, 'n')]).toEqual([true, false]);
  expect([controlUsesKey(check, ' '), controlUsesKey(check, 'Enter')]).toEqual([true, false]);
  expect([controlUsesKey(summary, 'Enter'), controlUsesKey(summary, 'n')]).toEqual([true, false]);
  expect([controlUsesKey(text, 'n'), controlUsesKey(text, 'Tab')]).toEqual([true, false]);
  expect([controlUsesKey(list, 'n'), controlUsesKey(list, 'Tab')]).toEqual([true, false]);
});
