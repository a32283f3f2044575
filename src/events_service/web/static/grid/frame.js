// What stands around the timetable: its tools, what waits for a place, and what is said.
import {button, el} from './dom.js';

export function makeFrame(root, words) {
  const say = (name, values) => words.say(name, values);
  const parts = {
    root,
    undo: button(say('undo'), null, {class_: 'quiet', disabled: true}),
    smaller: button('−', null, {class_: 'quiet zoom', 'aria-label': say('zoomOut')}),
    larger: button('+', null, {class_: 'quiet zoom', 'aria-label': say('zoomIn')}),
    keys: button(say('help'), null, {class_: 'quiet', 'aria-haspopup': 'dialog'}),
    // Leads to the list of them, where there is one.
    clashes: root.dataset.list ? el('a', {class_: 'clashes', href: root.dataset.list, hidden: true}) : el('p', {class_: 'clashes', hidden: true}),
    saved: el('p', {class_: 'saved', role: 'status'}),
    notes: el('div', {class_: 'notes'}),
    find: el('input', {type: 'search', 'aria-label': say('trayFind'), placeholder: say('trayFind'), autocomplete: 'off'}),
    trayTitle: el('h2', {id: 'tray-title', text: say('tray')}),
    waiting: el('ul', {class_: 'waiting', 'aria-labelledby': 'tray-title'}),
    trayEmpty: el('p', {class_: 'small', text: say('trayEmpty')}),
    heads: el('div', {class_: 'room-heads', 'aria-hidden': 'true'}),
    rail: el('div', {class_: 'rail', 'aria-hidden': 'true'}),
    field: el('div', {class_: 'ground'}),
    bar: el('section', {class_: 'deck', 'aria-label': say('chosen')}),
    said: el('p', {class_: 'away', 'aria-live': 'assertive', 'aria-atomic': 'true'}),
  };
  parts.tray = el('aside', {class_: 'tray', 'aria-labelledby': 'tray-title'}, parts.trayTitle, parts.find, parts.trayEmpty, parts.waiting);
  parts.board = el('div', {class_: 'board', role: 'application', tabindex: '0', 'aria-describedby': 'grid-hint'},
    el('div', {class_: 'corner'}), parts.heads, parts.rail, parts.field);
  const tools = el('div', {class_: 'grid-tools'},
    el('div', {class_: 'set'}, parts.undo, parts.smaller, parts.larger, parts.keys), parts.clashes, parts.saved);
  root.replaceChildren(tools, parts.notes, el('div', {class_: 'grid-main'}, parts.tray, parts.board), parts.bar, parts.said);
  return parts;
}

// For those who do not see it: twice the same sentence is said twice.
export function announce(parts, text) {
  parts.said.textContent = '';
  parts.said.append(text);
}
