// What can be done with sessions, by whatever hand: hold, move, leave, park, swap, undo.
import {inverse, stands} from './history.js';
import {HOUR, STEP, USUAL_LENGTH} from './measures.js';
import * as places from './places.js';
import {Sight} from './sight.js';

export class Desk extends Sight {
  // Holding

  // `how`: 'keys', 'buttons' or 'pointer'. What waits is placed where one looks, but by the pointer.
  pickUp(uid, how) {
    if (!this.edits || !this.session(uid)) return;
    if (this.held) this.putBack();
    this.stopSwap();
    const from = this.plan.at(uid);
    this.held = {uid, how, from, place: from};
    this.chosen = uid;
    this.board.hold(this.held);
    if (how !== 'pointer' && !places.isTimed(from)) {
      this.held.place = this.placed(uid);
      this.redraw(uid);
    }
    this.light(true);
    this.rove(uid);
    if (how !== 'pointer') this.reveal(uid, how === 'keys');
    this.changed();
    if (how === 'keys') this.speak(`${this.words.say('picked', {session: this.words.name(this.session(uid))})} ${this.said(uid)}`);
  }

  // Where one looks: the first room and half hour in sight.
  placed(uid) {
    const {board} = this.parts;
    const [step, wide] = this.board.measures;
    const start = this.board.begin + Math.ceil(board.scrollTop / step * STEP / (HOUR / 2)) * (HOUR / 2);
    const column = Math.min(this.plan.rooms.length - 1, Math.ceil(Math.abs(board.scrollLeft) / wide - .5));
    return places.startingAt({...places.NOWHERE, room: this.plan.roomAt(column)}, start, this.lengthOf(uid));
  }
  lengthOf(uid) { return places.lengthOf(this.plan.at(uid)) ?? this.lengths.get(uid) ?? (places.isTimed(this.plan.at(uid)) ? null : USUAL_LENGTH); }

  hold(place) {
    if (!this.held || places.same(place, this.held.place)) return;
    const timed = places.isTimed(this.held.place);
    this.held.place = place;
    this.redraw(this.held.uid, timed !== places.isTimed(place));
    this.light(true);
    this.changed();
  }

  // By keys and buttons: another place, told in words.
  nudge(change, how) {
    const uid = this.held?.uid ?? this.chosen;
    if (!uid || !this.edits) return;
    if (!this.held) this.pickUp(uid, how);
    if (!this.held || !places.isTimed(this.held.place)) return;
    const place = change(this.held.place);
    const day = this.plan.dayOf(place);
    if (day !== this.day && !this.plan.days.includes(day)) return;
    if (day !== this.day) { this.held.place = place; this.show(day); } else this.hold(place);
    this.reveal(uid, how === 'keys');
    this.speak(this.sayHeld());
  }
  sayHeld() {
    const found = this.conflicts(this.held.uid);
    return `${this.said(this.held.uid)}. ${this.words.conflicts(this.plan, found)}`;
  }

  roomBy(by) {
    return (place) => {
      const column = Math.min(this.plan.rooms.length - 1, Math.max(0, this.plan.columnOf(place) + by));
      return places.inRoom(place, this.plan.roomAt(column));
    };
  }

  drop() {
    const held = this.release();
    if (!held) return;
    if (places.same(held.from, held.place)) {
      this.redraw(held.uid, true);
      this.speak(this.words.say('putBack', {session: this.words.name(this.session(held.uid)), place: this.said(held.uid)}));
    } else this.commit([{uid: held.uid, before: held.from, after: held.place}]);
    this.reveal(held.uid, held.how === 'keys');
    this.changed();
  }

  putBack() {
    const held = this.release();
    if (!held) return;
    const day = this.plan.dayOf(held.from);
    if (day && day !== this.day && held.how !== 'pointer') this.show(day);
    this.redraw(held.uid, true);
    this.reveal(held.uid, held.how === 'keys');
    this.changed();
    this.speak(this.words.say('putBack', {session: this.words.name(this.session(held.uid)), place: this.said(held.uid)}));
  }

  release() {
    const {held} = this;
    this.held = null;
    this.board.hold(null);
    this.light(false);
    if (held) this.board.blocks.get(held.uid)?.classList.remove('held');
    return held;
  }

  // Acts

  park(uid) {
    if (!this.edits) return;
    const held = this.held?.uid === uid ? this.release() : null;
    const before = held?.from ?? this.plan.at(uid);
    if (!places.isTimed(before)) { this.redraw(uid); this.changed(); return; }
    this.commit([{uid, before, after: places.parked(before, this.plan.dayChange)}]);
    this.choose(uid, true);
  }

  startSwap(uid) {
    if (!this.edits) return;
    if (this.held) this.putBack();
    this.swapping = uid;
    this.choose(uid);
    this.parts.root.classList.add('swapping');
    this.speak(this.words.say('swapChoose', {session: this.words.name(this.session(uid))}));
  }
  stopSwap() {
    if (!this.swapping) return;
    this.swapping = null;
    this.parts.root.classList.remove('swapping');
    this.changed();
  }

  swapWith(other) {
    const uid = this.swapping;
    this.stopSwap();
    if (!uid || uid === other) return;
    const [one, two] = [this.plan.at(uid), this.plan.at(other)];
    const lengths = [uid, other].map((each) => this.lengthOf(each));
    const [first, second] = places.exchanged(one, two, lengths);
    this.commit([{uid, before: one, after: first}, {uid: other, before: two, after: second}]);
    this.choose(uid, true);
  }

  // After a move onto another session: that one gets the place this one came from.
  swapInstead() {
    const last = this.history.acts.at(-1);
    const [uid, other] = [this.chosen, this.taken()];
    if (!other || last?.moves.length !== 1 || last.moves[0].uid !== uid) return;
    const [here, there] = [this.plan.at(uid), this.plan.at(other)];
    const [first, second] = places.exchanged(last.moves[0].before, there, [this.lengthOf(uid), this.lengthOf(other)]);
    this.commit([{uid, before: here, after: first}, {uid: other, before: there, after: second}]);
    this.choose(uid, true);
  }
  // The one session whose room the chosen one was just moved into; none where there are several.
  taken() {
    const last = this.history.acts.at(-1);
    if (this.held || !this.chosen || last?.moves.length !== 1 || last.moves[0].uid !== this.chosen || !places.isTimed(last.moves[0].before)) return null;
    const others = this.session(this.chosen) ? this.conflicts(this.chosen).filter(({word}) => word === 'roomTaken') : [];
    return others.length === 1 ? others[0].other : null;
  }

  undo() {
    if (this.held) { this.putBack(); return; }
    const act = this.history.pop();
    const name = (number) => this.words.name(this.session(act.moves[number].uid));
    if (!act) this.speak(this.words.say('undoNothing'));
    else if (!stands(act, this.plan)) this.speak(this.words.say('undoLate', {session: name(0)}));
    else {
      const {moves} = inverse(act);
      const day = this.plan.dayOf(moves[0].after);
      this.apply(moves);
      if (day && day !== this.day) this.show(day);
      this.choose(moves[0].uid, true);
      this.speak(moves.length > 1
        ? this.words.say('undoneSeveral', {session: name(0), other: name(1)})
        : this.words.say('undone', {session: name(0), place: this.said(moves[0].uid)}));
    }
    this.changed();
  }

  commit(moves) {
    this.history.push({moves});
    this.apply(moves);
    const [{uid, after}] = moves;
    const name = this.words.name(this.session(uid));
    if (moves.length > 1) this.speak(this.words.say('swapped', {session: name, other: this.words.name(this.session(moves[1].uid))}));
    else if (!places.isTimed(after)) this.speak(this.words.say('parked', {session: name}));
    else {
      const found = this.conflicts(uid);
      const moved = this.words.say('moved', {session: name, place: this.said(uid)});
      this.speak(found.length ? `${moved}. ${this.words.conflicts(this.plan, found)}` : moved);
    }
  }

  // On screen at once, and on its way to the server.
  apply(moves) {
    let tray = false;
    this.judged = null;
    for (const {uid, before, after} of moves) {
      if (places.lengthOf(before) !== null) this.lengths.set(uid, places.lengthOf(before));
      tray ||= places.isTimed(before) !== places.isTimed(after);
      this.plan.put(uid, after);
      this.board.update(uid);
    }
    if (tray) this.tray.show();
    this.rove(this.chosen);
    this.mark();
    this.saving.add({moves});
  }
}
