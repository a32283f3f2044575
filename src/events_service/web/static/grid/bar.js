// The chosen session with buttons for all that can be done with it: the same for a mouse, a finger and a switch.
import {bdi, button, el, setText} from './dom.js';
import {STEP} from './measures.js';
import * as places from './places.js';

const SEEN = 72;

export class Bar {
  constructor(parts, words, desk, sessions) {
    Object.assign(this, {parts, words, desk, sessions});
    const say = (name) => words.say(name);
    const nudge = (name, change) => button(say(name), () => desk.nudge(change, 'buttons'), {class_: 'quiet'});
    this.hint = el('p', {class_: 'small', id: 'grid-hint'});
    this.code = bdi('', {class_: 'code', dir: 'ltr'});
    this.title = bdi('', {class_: 'called'});
    this.place = el('p', {class_: 'place'});
    this.found = el('p', {class_: 'found-here'});
    this.nudges = el('div', {class_: 'set', role: 'group', 'aria-label': say('chosen')},
      nudge('earlier', (place) => places.movedBy(place, -STEP)), nudge('later', (place) => places.movedBy(place, STEP)),
      nudge('roomBefore', desk.roomBy(-1)), nudge('roomAfter', desk.roomBy(1)),
      nudge('shorter', (place) => places.longerBy(place, -STEP)), nudge('longer', (place) => places.longerBy(place, STEP)));
    this.toDay = el('select', {'aria-label': say('toDay'), onchange: () => this.goTo()});
    this.drop = button(say('drop'), () => desk.drop());
    this.back = button(say('back'), () => desk.putBack(), {class_: 'quiet'});
    this.put = button(say('place'), () => desk.pickUp(desk.chosen, 'buttons'), {class_: 'quiet'});
    this.park = button(say('park'), () => desk.park(desk.chosen), {class_: 'quiet'});
    this.swap = button(say('swap'), () => desk.startSwap(desk.chosen), {class_: 'quiet'});
    this.instead = button('', () => desk.swapInstead(), {class_: 'quiet'});
    this.stop = button(say('stop'), () => desk.stopSwap(), {class_: 'quiet'});
    this.find = el('a', {class_: 'btn quiet', text: say('findPlace')});
    this.open = el('a', {class_: 'btn quiet', text: say('open')});
    this.what = el('div', {class_: 'about-it'}, el('p', {class_: 'which'}, this.code, ' ', this.title), this.place, this.found);
    parts.bar.append(this.hint, this.what, this.nudges,
      el('div', {class_: 'set'}, this.drop, this.back, this.toDay, this.put, this.park, this.instead, this.swap, this.stop, this.find, this.open));
    desk.watch(() => this.show());
  }

  show() {
    const {desk, words} = this;
    const uid = desk.chosen;
    const session = uid && desk.session(uid);
    const coarse = matchMedia('(pointer: coarse)').matches;
    const none = desk.edits ? coarse ? 'nothingChosenTouch' : 'nothingChosen' : 'nothingChosenRead';
    setText(this.hint, desk.swapping ? words.say('swapChoose', {session: words.name(session)}) : words.say(none));
    this.hint.hidden = Boolean(session) && !desk.swapping;
    this.what.hidden = !session;
    const held = desk.held?.uid === uid;
    const timed = Boolean(session) && places.isTimed(desk.placeOf(uid));
    const edits = Boolean(session) && desk.edits && !desk.swapping;
    this.nudges.hidden = !edits || !timed;
    this.toDay.hidden = !edits || !timed || desk.plan.days.length < 2;
    this.drop.hidden = this.back.hidden = !edits || !held;
    this.park.hidden = !edits || !timed;
    this.put.hidden = !edits || timed;
    this.swap.hidden = !edits || held;
    this.stop.hidden = !desk.swapping;
    this.find.hidden = !edits || held;
    this.open.hidden = !session || held || Boolean(desk.swapping);
    const other = edits && !held ? desk.taken() : null;
    this.instead.hidden = !other;
    if (other) setText(this.instead, words.say('swapWith', {other: words.name(desk.session(other))}));
    desk.parts.undo.disabled = desk.history.empty && !desk.held;
    if (session) this.describe(session, uid);
    if (session && uid !== this.shown) this.uncover(uid);
    this.shown = uid;
  }

  // On a phone this bar lies over the timetable: what was chosen is not to be under it.
  uncover(uid) {
    const block = this.parts.field.querySelector(`[data-uid="${uid}"]`);
    if (!block || this.desk.held || getComputedStyle(this.parts.bar).position !== 'sticky') return;
    const {top, bottom} = block.getBoundingClientRect();
    scrollBy(0, Math.max(0, Math.min(bottom, top + SEEN) - this.parts.bar.getBoundingClientRect().top));
  }

  describe(session, uid) {
    const {desk, words} = this;
    setText(this.code, session.code ?? '');
    setText(this.title, session.title);
    this.title.lang = session.lang ?? '';
    setText(this.place, desk.said(uid));
    const {text, bad} = desk.findings(uid);
    setText(this.found, places.isTimed(desk.placeOf(uid)) ? text : '');
    this.found.classList.toggle('wrong', bad);
    this.open.href = `${this.sessions}/${uid}`;
    this.find.href = `${this.sessions}/${uid}/place`;
    this.days();
  }

  days() {
    const {days} = this.desk.plan;
    if (this.shownDays !== days) this.toDay.replaceChildren(...days.map((day) => el('option', {value: day, text: this.words.day(day)})));
    this.shownDays = days;
    this.toDay.value = this.desk.plan.dayOf(this.desk.placeOf(this.desk.chosen)) ?? this.desk.day;
  }

  goTo() {
    const {desk} = this;
    if (!desk.held) desk.pickUp(desk.chosen, 'buttons');
    desk.goTo(this.toDay.value);
  }
}
