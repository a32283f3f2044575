// One day drawn: a column for each room, a block for each session, placed by numbers the style sheet multiplies.
import {bdi, el, setText, setVariable} from './dom.js';
import {DAY, HOUR, STEP, ZOOMS, lanesOf} from './measures.js';

const SMALL = 34;

export class Board {
  constructor(parts, words, plan) {
    Object.assign(this, {parts, words, plan});
    this.blocks = new Map();
    this.rightToLeft = getComputedStyle(parts.board).direction === 'rtl';
    this.zoom = 0;
    this.day = null;
    this.hours = this.makeRail();
  }

  get measures() { return ZOOMS[this.zoom]; }
  get columns() { return this.plan.rooms.length + 1; }

  setZoom(zoom) {
    const {board} = this.parts;
    const before = ZOOMS[this.zoom];
    const middle = [board.scrollTop + board.clientHeight / 2, board.scrollLeft];
    this.zoom = zoom;
    const [step, wide] = this.measures;
    setVariable(board, 'step', `${step}px`);
    setVariable(board, 'wide', `${wide}px`);
    board.scrollTop = middle[0] * step / before[0] - board.clientHeight / 2;
    board.scrollLeft = middle[1] * wide / before[1];
    for (const [uid, block] of this.blocks) this.fit(block, this.placeOf(uid));
  }

  // The whole day anew.
  show(day, held = null) {
    const {board, field, heads} = this.parts;
    this.day = day;
    this.held = held;
    this.begin = this.plan.beginOf(day);
    this.hours.forEach((hour, number) => setText(hour, this.words.clock(this.begin + number * HOUR)));
    setVariable(board, 'columns', this.columns);
    heads.replaceChildren(...this.plan.rooms.map((room) => this.makeHead(room)), el('div', {class_: 'room-head roomless', text: this.words.say('noRoom')}));
    board.setAttribute('aria-label', this.words.say('grid', {day: this.words.day(day)}));
    const focused = document.activeElement?.dataset?.uid;
    this.blocks.clear();
    const sessions = this.plan.on(day).map((session) => session.uid);
    if (held && !sessions.includes(held.uid)) sessions.push(held.uid);
    sessions.sort((a, b) => this.order(a, b));
    field.replaceChildren(...sessions.map((uid) => this.make(uid)));
    for (let column = 0; column < this.columns; column += 1) this.stack(column);
    if (focused) this.blocks.get(focused)?.focus({preventScroll: true});
  }

  // One session where it is now, and its neighbours where it was and where it is.
  update(uid) {
    const place = this.placeOf(uid);
    let block = this.blocks.get(uid);
    const before = block ? Number(block.dataset.column) : null;
    if (!this.isHere(place)) {
      block?.remove();
      this.blocks.delete(uid);
    } else if (block) this.put(block, place);
    else this.parts.field.append(block = this.make(uid));
    if (before !== null) this.stack(before);
    const now = this.blocks.has(uid) ? Number(block.dataset.column) : null;
    if (now !== null && now !== before) this.stack(now);
  }

  hold(held) { this.held = held; }
  placeOf(uid) { return this.held?.uid === uid ? this.held.place : this.plan.at(uid); }
  isHere(place) { return place.start !== null && place.start >= this.begin && place.start < this.begin + DAY; }
  order(a, b) {
    const [one, other] = [this.placeOf(a), this.placeOf(b)];
    return this.plan.columnOf(one) - this.plan.columnOf(other) || one.start - other.start;
  }

  make(uid) {
    const session = this.plan.sessions.get(uid);
    const title = bdi(session.title, {class_: 'called', lang: session.lang ?? null, dir: session.lang ? 'auto' : null});
    const block = el('button', {type: 'button', class_: this.classes(session), tabindex: '-1', dataset: {uid}},
      el('span', {class_: 'from-to'}), ' ', el('span', {class_: 'says'}, session.code ? bdi(session.code, {class_: 'code', dir: 'ltr'}) : null, ' ', title), ' ',
      el('span', {class_: 'besides'}), el('span', {class_: 'away room'}));
    this.blocks.set(uid, block);
    this.put(block, this.placeOf(uid));
    return block;
  }

  classes(session) {
    const marks = [session.track === undefined ? 'untracked' : `t${session.track}`];
    if (session.cancelled) marks.push('is-off');
    if (session.unready) marks.push('unready');
    if (session.pause) marks.push('pause');
    return ['block', ...marks].join(' ');
  }

  put(block, place) {
    const session = this.plan.sessions.get(block.dataset.uid);
    const column = this.plan.columnOf(place);
    block.dataset.column = column;
    setVariable(block, 'from', (place.start - this.begin) / STEP);
    setVariable(block, 'long', (this.plan.shownEnd(place) - place.start) / STEP);
    setVariable(block, 'column', column);
    const say = (name) => this.words.say(name);
    setText(block.querySelector('.from-to'), this.words.hours(place));
    setText(block.querySelector('.room'), ` ${this.words.room(this.plan, place.room)}`);
    const about = [this.plan.tracks[session.track], session.cancelled && say('cancelled'), session.unready && say('notReady')];
    setText(block.querySelector('.besides'), about.filter(Boolean).join(' · '));
    this.fit(block, place);
  }

  fit(block, place) {
    const high = (this.plan.shownEnd(place) - place.start) / STEP * this.measures[0];
    block.classList.toggle('low', high < SMALL);
  }

  // Those of a room that overlap stand side by side.
  stack(column) {
    const spans = [];
    for (const [uid, block] of this.blocks) {
      if (Number(block.dataset.column) !== column) continue;
      const place = this.placeOf(uid);
      spans.push({uid, start: place.start, end: this.plan.shownEnd(place)});
    }
    for (const [uid, [lane, lanes]] of lanesOf(spans)) {
      const block = this.blocks.get(uid);
      setVariable(block, 'lane', lane);
      setVariable(block, 'lanes', lanes);
    }
  }

  markConflicts(uids) {
    for (const [uid, block] of this.blocks) {
      const bad = uids.has(uid);
      if (bad === block.classList.contains('bad') && bad === Boolean(block.lastChild.matches('.warn'))) continue;
      block.classList.toggle('bad', bad);
      block.querySelector('.warn')?.remove();
      if (bad) block.append(el('span', {class_: 'warn', text: this.words.say('conflict')}));
    }
  }

  // Which column a held session is over.
  target(column) {
    const heads = this.parts.heads.children;
    if (this.over !== undefined) heads[this.over]?.classList.remove('is-over');
    this.over = column ?? undefined;
    if (this.over !== undefined) heads[column]?.classList.add('is-over');
  }

  scrollToFirst() {
    const starts = this.plan.on(this.day).map(({place}) => place.start);
    const first = starts.length ? Math.min(...starts) : this.begin - this.plan.dayChange + 9 * HOUR;
    this.parts.board.scrollTop = ((first - this.begin) / STEP - 3) * this.measures[0];
  }

  makeHead(room) {
    const more = [room.venue, room.seats ?? ''];
    return el('div', {class_: 'room-head'}, bdi(room.name), el('small', {text: more.filter(Boolean).join(' · ')}));
  }

  makeRail() {
    const hours = Array.from({length: DAY / HOUR}, () => el('span', {class_: 'hour'}));
    hours.forEach((hour, number) => setVariable(hour, 'from', number * HOUR / STEP));
    this.parts.rail.replaceChildren(...hours);
    return hours;
  }
}
