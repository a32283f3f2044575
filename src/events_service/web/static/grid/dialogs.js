// What asks for an answer, and the help.
import {button, el} from './dom.js';

const KEYS = [
  ['keyArrows', '← ↑ ↓ →'], ['keyEnter', 'Enter'], ['keyResize', 'Shift + ↑ ↓'], ['keyHours', 'Ctrl + ↑ ↓'], ['keyDays', 'Page ↑ Page ↓'],
  ['keyEscape', 'Esc'], ['keyPark', 'P'], ['keySwap', 'S'], ['keyOpen', 'O'], ['keyUndo', 'Ctrl + Z'], ['keyZoom', '+ −'],
];

export function showKeys(parts, words) {
  const rows = KEYS.map(([name, keys]) => el('div', {}, el('dt', {}, el('kbd', {text: keys, dir: 'ltr'})), el('dd', {text: words.say(name)})));
  const close = button(words.say('close'), () => dialog.close());
  const dialog = open(parts, words.say('keys'), el('dl', {class_: 'keys'}, ...rows), el('p', {class_: 'set'}, close));
}

// Somebody else has changed what was moved here. True to move it all the same.
export function askWhose(parts, words, {session, now, yours, gone}) {
  return new Promise((resolve) => {
    let taking = false;
    const keep = button(words.say('clashKeep'), () => dialog.close(), {class_: gone ? '' : 'quiet'});
    const take = gone ? null : button(words.say('clashTake'), () => { taking = true; dialog.close(); });
    const said = gone ? [words.say('clashGone')] : [words.say('clashNow', {place: now}), words.say('clashYours', {place: yours})];
    const dialog = open(parts, words.say('clash', {session}), ...said.map((text) => el('p', {text})), el('p', {class_: 'set'}, take, keep));
    dialog.addEventListener('close', () => resolve(taking));
  });
}

// A line that stays until it is dealt with.
export function note(parts, text, ...acts) {
  const line = el('p', {class_: 'state off', role: 'alert', text});
  line.append(' ', ...acts.map(([name, act]) => button(name, () => { line.remove(); act(); }, {class_: 'quiet'})));
  parts.notes.replaceChildren(line);
  return line;
}

function open(parts, title, ...children) {
  const before = document.activeElement;
  const heading = el('h2', {id: 'grid-dialog', text: title});
  const dialog = el('dialog', {class_: 'grid-dialog', 'aria-labelledby': 'grid-dialog'}, heading, ...children);
  dialog.addEventListener('close', () => { dialog.remove(); if (before?.isConnected) before.focus(); });
  parts.root.append(dialog);
  dialog.showModal();
  return dialog;
}
