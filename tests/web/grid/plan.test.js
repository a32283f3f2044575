import assert from 'node:assert/strict';
import test from 'node:test';
import {History, inverse, stands} from './grid/history.js';
import * as places from './grid/places.js';
import {Words} from './grid/words.js';
import {DATA, plan} from './fixture.js';

const moved = (data, uid, changes) => ({...data, version: 8, sessions: data.sessions.map((one) => one.uid === uid ? {...one, ...changes} : one)});

test('sessions are of a day, or wait', () => {
  const of = plan();
  assert.deepEqual(of.on('2018-11-20').map(({uid}) => uid), ['a', 'b', 'd']);
  assert.deepEqual(of.waiting().map(({uid}) => uid), ['c']);
  assert.deepEqual([of.columnOf(of.at('b')), of.columnOf(of.at('c')), of.roomAt(2), of.roomAt(3)], [2, 3, 'tent', null]);
});

test('what others moved is taken over, but for what is on its way from here', () => {
  const of = plan();
  of.put('b', places.inRoom(of.at('b'), 'annex'));
  const fresh = moved(moved(DATA, 'a', {etag: '"a-2"', room: 1}), 'b', {etag: '"b-2"', room: 0});
  assert.deepEqual(of.take(fresh, new Set(['b'])), ['a']);
  assert.deepEqual([of.at('a').room, of.etagOf('a'), of.at('b').room, of.etagOf('b')], ['annex', '"a-2"', 'annex', '"b-1"']);
  assert.deepEqual(of.take({...DATA, sessions: DATA.sessions.slice(1)}, new Set()), ['b', 'a']);
});

test('an act is undone as long as nobody has changed what it made', () => {
  const of = plan();
  const history = new History();
  const act = {moves: [{uid: 'a', before: of.at('a'), after: places.inRoom(of.at('a'), 'annex')}]};
  history.push(act);
  assert.equal(stands(act, of), false);
  of.put('a', act.moves[0].after);
  assert.ok(stands(act, of));
  assert.deepEqual(inverse(act).moves[0].after, act.moves[0].before);
  history.forget(new Set(['a']));
  assert.ok(history.empty);
});

test('places are said in words, as each language writes times', () => {
  const of = plan();
  const texts = {at: '{room}, {hours}', atDay: '{room}, {day}, {hours}', atNoTime: 'not scheduled', clear: 'No conflict', more: 'and {count} more', roomTaken: '{room} is taken by {other}'};
  const english = new Words(texts, 'en');
  assert.equal(english.place(of, of.at('a'), '2018-11-20'), 'Hall, 10:00\u00a0to\u00a011:00');
  assert.equal(english.place(of, of.at('a'), '2018-11-21'), 'Hall, Tuesday 20 November, 10:00\u00a0to\u00a011:00');
  assert.equal(english.place(of, of.at('c'), '2018-11-20'), 'not scheduled');
  assert.equal(new Words(texts, 'fr').hours(of.at('a')), '10\u00a0h\u00a0–\u00a011\u00a0h');
  assert.equal(new Words(texts, 'ar').hours(of.at('a')), '\u206810:00\u2069\u00a0إلى\u00a0\u206811:00\u2069');
  const taken = {word: 'roomTaken', room: 'hall', other: 'c'};
  assert.equal(english.conflicts(of, []), 'No conflict');
  assert.equal(english.conflicts(of, [taken, taken, taken, taken, taken]), 'Hall is taken by Waiting · Hall is taken by Waiting · Hall is taken by Waiting · and 2 more');
});
