// Mouse, pen and finger. A finger scrolls, until it rests on a session; then it drags.
import {snap, spotAt} from './measures.js';
import * as places from './places.js';

const FAR_ENOUGH = 4;
const FINGER_SHAKES = 10;
const LONG_PRESS = 420;
const OVER_A_DAY = 500;
const EDGE = 36;
const HANDLE = 7;
const FASTEST = 16;

export function listenToPointers(parts, desk) {
  const {board, bar, field, tray, root} = parts;
  let press = null;
  let click = false;

  root.addEventListener('pointerdown', (event) => {
    const source = event.target.closest('.block, .waits');
    click = false;
    if (!source || event.button !== 0 || press || !desk.edits || desk.swapping) return;
    press = {id: event.pointerId, source, uid: source.dataset.uid, at: point(event), from: point(event), touch: event.pointerType === 'touch', resizes: atEnd(source, event), dragging: false};
    if (press.touch) press.timer = setTimeout(() => begin(), LONG_PRESS);
  });
  addEventListener('pointermove', (event) => {
    if (event.pointerId !== press?.id) return;
    press.at = point(event);
    const [dx, dy] = [press.at.x - press.from.x, press.at.y - press.from.y];
    if (!press.dragging) {
      if (press.touch && Math.hypot(dx, dy) > FINGER_SHAKES) end();
      else if (!press.touch && Math.hypot(dx, dy) > FAR_ENOUGH) begin();
    }
    if (press?.dragging) { event.preventDefault(); follow(); }
  });
  addEventListener('pointerup', (event) => {
    if (event.pointerId !== press?.id) return;
    const {dragging} = press;
    end();
    if (dragging) { click = true; if (desk.held) desk.drop(); }
  });
  addEventListener('pointercancel', (event) => { if (event.pointerId === press?.id) { const {dragging} = press; end(); if (dragging) desk.putBack(); } });
  // Once a finger drags, the page under it stays where it is.
  root.addEventListener('touchmove', (event) => { if (press?.dragging) event.preventDefault(); }, {passive: false});
  root.addEventListener('contextmenu', (event) => { if (press?.touch) event.preventDefault(); });
  addEventListener('keydown', ({key}) => { if (key === 'Escape' && press?.dragging) { end(); if (desk.held) desk.putBack(); } });

  root.addEventListener('click', (event) => {
    if (click) { click = false; event.preventDefault(); return; }
    const source = event.target.closest('.block, .waits');
    if (source && desk.swapping) desk.swapWith(source.dataset.uid);
    else if (source && desk.held && source.dataset.uid !== desk.held.uid) place(event);
    else if (source) desk.choose(source.dataset.uid);
    else if (event.target.closest('.ground') && desk.held) place(event);
  });

  // What is held by keys or buttons goes where one points.
  function place(event) {
    if (desk.held.how === 'pointer') return;
    const {column, minutes} = spot(point(event));
    desk.nudge((held) => places.inRoom(places.startingAt(held, desk.board.begin + snap(minutes)), desk.plan.roomAt(column)), 'buttons');
  }

  function begin() {
    clearTimeout(press.timer);
    press.dragging = true;
    root.classList.add('dragging');
    desk.pickUp(press.uid, 'pointer');
    if (!desk.held) { end(); return; }
    const {start} = desk.held.place;
    press.grabbed = start === null ? 0 : spot(press.from).minutes - (start - desk.board.begin);
    press.resizes &&= start !== null;
    if (press.touch) navigator.vibrate?.(10);
    scroll();
    follow();
  }

  function end() {
    if (!press) return;
    clearTimeout(press.timer);
    clearTimeout(press.waiting);
    cancelAnimationFrame(press.scrolling);
    tray.classList.remove('is-over');
    root.classList.remove('dragging');
    press = null;
  }

  // Where the pointer is, is where the session is: over a day that day, over the tray none, else in a room.
  function follow() {
    const under = document.elementFromPoint(press.at.x, press.at.y);
    const day = under?.closest('.tabs [data-day]')?.dataset.day;
    if (day !== press.day) {
      clearTimeout(press.waiting);
      press.day = day;
      if (day) press.waiting = setTimeout(() => desk.goTo(day), OVER_A_DAY);
    }
    const parking = !press.resizes && Boolean(under?.closest('.tray'));
    tray.classList.toggle('is-over', parking);
    if (!desk.held) return;
    if (parking) desk.hold(places.parked(desk.held.from, desk.plan.dayChange));
    else if (press.resizes) desk.hold(places.endingAt(desk.held.place, desk.board.begin + snap(spot(press.at).minutes)));
    else if (within(press.at)) {
      const {column, minutes} = spot(press.at);
      const start = desk.board.begin + snap(minutes - press.grabbed);
      desk.hold(places.inRoom(places.startingAt(desk.held.place, start, desk.lengthOf(press.uid)), desk.plan.roomAt(column)));
    }
  }

  // Towards an edge of the timetable it scrolls, the faster the nearer.
  function scroll() {
    if (!press?.dragging) return;
    const box = board.getBoundingClientRect();
    const pull = (from, to, at, began) => at < from + EDGE && at < began ? -Math.min(1, (from + EDGE - at) / EDGE) : at > to - EDGE && at > began ? Math.min(1, (at - to + EDGE) / EDGE) : 0;
    if (within(press.at)) {
      const [across, down] = [pull(box.left, box.right, press.at.x, press.from.x), pull(box.top, Math.min(box.bottom, bar.getBoundingClientRect().top), press.at.y, press.from.y)];
      if (across || down) {
        board.scrollBy(across * FASTEST, down * FASTEST);
        follow();
      }
    }
    press.scrolling = requestAnimationFrame(scroll);
  }

  function within({x, y}) {
    const box = board.getBoundingClientRect();
    return x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
  }
  function spot(at) {
    return spotAt(at, field.getBoundingClientRect(), desk.board.measures, desk.board.columns, desk.board.rightToLeft);
  }
  // The lower edge of a block is its handle, for what points finely.
  function atEnd(source, event) {
    if (event.pointerType === 'touch' || !source.matches('.block')) return false;
    return source.getBoundingClientRect().bottom - event.clientY <= (source.matches('.low') ? 4 : HANDLE);
  }
  const point = ({clientX, clientY}) => ({x: clientX, y: clientY});
}
