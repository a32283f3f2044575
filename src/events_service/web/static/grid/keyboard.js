// All of it without a pointer. Keys count only on sessions and in the timetable, never in a field for text.
import {HOUR, STEP} from './measures.js';
import * as places from './places.js';

const LETTERS = {p: 'KeyP', s: 'KeyS', o: 'KeyO', z: 'KeyZ'};
// The same key wherever it is: an Arabic or Tifinagh layout has other letters on it.
const isLetter = (event, letter) => event.key.toLowerCase() === letter || (event.code === LETTERS[letter] && !/^[a-z]$/i.test(event.key));

export function listenToKeys(parts, desk, {help, open}) {
  const reading = () => getComputedStyle(parts.board).direction === 'rtl' ? -1 : 1;

  addEventListener('keydown', (event) => {
    if (!event.target.closest) return;
    const typing = event.target.closest('input, select, textarea, dialog');
    if ((event.ctrlKey || event.metaKey) && isLetter(event, 'z') && !event.shiftKey && !typing) { event.preventDefault(); desk.undo(); return; }
    if (event.key === 'Escape' && !event.target.closest('dialog')) {
      if (desk.swapping) desk.stopSwap();
      else if (desk.held) desk.putBack();
      return;
    }
    const here = event.target.closest('.board, .waiting');
    if (!here || typing || event.altKey || event.metaKey) return;
    const done = here === parts.board ? onBoard(event) : inTray(event);
    if (done) event.preventDefault();
  });
  // Enter and the space bar are dealt with when they go down: no click follows.
  parts.root.addEventListener('keyup', (event) => { if (event.key === ' ' && event.target.closest('.block, .waits')) event.preventDefault(); });
  parts.board.addEventListener('focusin', ({target}) => {
    const uid = target.dataset?.uid;
    if (uid && !desk.held && uid !== desk.chosen) desk.choose(uid);
  });
  parts.waiting.addEventListener('focusin', ({target}) => {
    const uid = target.dataset?.uid;
    for (const item of desk.tray.items()) item.tabIndex = item === target ? 0 : -1;
    if (uid && !desk.held) desk.choose(uid);
  });

  function onBoard(event) {
    const uid = event.target.dataset.uid;
    const {key, shiftKey, ctrlKey} = event;
    if (anywhere(event, uid)) return true;
    if (key === 'PageUp' || key === 'PageDown') { desk.goBy(key === 'PageUp' ? -1 : 1); return true; }
    const way = {ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-reading(), 0], ArrowRight: [reading(), 0]}[key];
    if (!desk.held) {
      if (way && !shiftKey && !ctrlKey) { go(neighbour(uid, way)); return true; }
      if (key === 'Home' || key === 'End') { go(endOfColumn(uid, key === 'Home')); return true; }
      if ((key === 'Enter' || key === ' ') && uid) {
        if (desk.swapping) desk.swapWith(uid);
        else if (desk.edits) desk.pickUp(uid, 'keys');
        else open(uid);
        return true;
      }
      return false;
    }
    if (way) {
      const [rooms, times] = way;
      const by = times * (ctrlKey ? HOUR : STEP);
      if (rooms) desk.nudge(desk.roomBy(rooms), 'keys');
      else desk.nudge((place) => shiftKey ? places.longerBy(place, by) : places.movedBy(place, by), 'keys');
      return true;
    }
    if (key === 'Enter' || key === ' ') { desk.drop(); return true; }
    return false;
  }

  function inTray(event) {
    const uid = event.target.dataset.uid;
    const {key} = event;
    if (anywhere(event, uid)) return true;
    if (key === 'ArrowUp' || key === 'ArrowDown') {
      const items = desk.tray.items();
      items[items.indexOf(event.target) + (key === 'ArrowUp' ? -1 : 1)]?.focus();
      return true;
    }
    if (key === 'Enter' || key === ' ') {
      if (desk.swapping) desk.swapWith(uid);
      else if (desk.edits) desk.pickUp(uid, 'keys');
      else open(uid);
      return true;
    }
    return false;
  }

  function anywhere(event, uid) {
    const {key} = event;
    if (key === '?') { help(); return true; }
    if (key === '+' || key === '=') { desk.zoomBy(1); return true; }
    if (key === '-') { desk.zoomBy(-1); return true; }
    if (event.ctrlKey || !uid) return false;
    if (isLetter(event, 'p')) { desk.park(uid); return true; }
    if (isLetter(event, 's')) { if (desk.swapping) desk.swapWith(uid); else desk.startSwap(uid); return true; }
    if (isLetter(event, 'o') && !desk.held) { open(uid); return true; }
    return false;
  }

  function go(uid) { if (uid) desk.choose(uid, true); }

  // The next session up or down the room, or the one nearest in time in the next room that has any.
  function neighbour(uid, [rooms, times]) {
    const all = [...desk.board.blocks.keys()].map((each) => ({uid: each, place: desk.placeOf(each), column: desk.plan.columnOf(desk.placeOf(each))}));
    if (!uid || !desk.board.blocks.has(uid)) return [...desk.board.blocks.keys()][0];
    const from = all.find((each) => each.uid === uid);
    const before = (a, b) => a.place.start - b.place.start || (a.uid < b.uid ? -1 : 1);
    if (times) {
      const column = all.filter(({column: each}) => each === from.column).sort(before);
      return column[column.indexOf(from) + times]?.uid;
    }
    const columns = [...new Set(all.map(({column}) => column))].filter((column) => (column - from.column) * rooms > 0).sort((a, b) => (a - b) * rooms);
    const away = ({place}) => Math.abs(place.start - from.place.start);
    return all.filter(({column}) => column === columns[0]).sort((a, b) => away(a) - away(b))[0]?.uid;
  }

  function endOfColumn(uid, first) {
    if (!uid) return null;
    const column = desk.plan.columnOf(desk.placeOf(uid));
    const uids = [...desk.board.blocks.keys()].filter((each) => desk.plan.columnOf(desk.placeOf(each)) === column)
      .sort((a, b) => desk.placeOf(a).start - desk.placeOf(b).start);
    return first ? uids[0] : uids.at(-1);
  }
}
