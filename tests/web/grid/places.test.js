import assert from 'node:assert/strict';
import test from 'node:test';
import {minutesOf} from './grid/measures.js';
import * as places from './grid/places.js';

const at = (start, end, room = 'hall') => ({...places.NOWHERE, start: minutesOf(start), end: minutesOf(end), room});
const MORNING = at('2018-11-20T10:00', '2018-11-20T11:30');

test('what the server said is what it is told again', () => {
  const said = {start: '2018-11-20T10:00', end: '2018-11-20T11:30', room: 1, folds: [0, 1]};
  const place = places.read(said, [{uid: 'hall'}, {uid: 'annex'}]);
  assert.deepEqual(places.written(place), {
    start_local: '2018-11-20T10:00', end_local: '2018-11-20T11:30', start_fold: 0, end_fold: 1, day: null, time_note: {}, room: 'annex',
  });
  assert.ok(places.same(places.answered(places.written(place)), place));
});

test('a move keeps the length, a resize the start', () => {
  assert.ok(places.same(places.movedBy(MORNING, 45), at('2018-11-20T10:45', '2018-11-20T12:15')));
  assert.ok(places.same(places.longerBy(MORNING, -30), at('2018-11-20T10:00', '2018-11-20T11:00')));
  assert.ok(places.same(places.longerBy(MORNING, -600), at('2018-11-20T10:00', '2018-11-20T10:05')));
  assert.equal(places.lengthOf(places.longerBy(MORNING, 6000)), 1440);
});

test('a session without an end stays without, until it is made longer', () => {
  const open = {...MORNING, end: null};
  assert.equal(places.movedBy(open, 60).end, null);
  assert.equal(places.lengthOf(places.longerBy(open, 5)), 5);
});

test('what is parked keeps its day and nothing else of its place', () => {
  assert.ok(places.same(places.parked(MORNING, 0), {...places.NOWHERE, day: '2018-11-20'}));
  assert.equal(places.parked(at('2018-11-21T01:00', null), 240).day, '2018-11-20');
});

test('two change places, each with its length', () => {
  const evening = at('2018-11-21T18:00', '2018-11-21T18:30', 'annex');
  const [one, other] = places.exchanged(MORNING, evening);
  assert.ok(places.same(one, at('2018-11-21T18:00', '2018-11-21T19:30', 'annex')));
  assert.ok(places.same(other, at('2018-11-20T10:00', '2018-11-20T10:30')));
});

test('what waits changes places with what has a time', () => {
  const waiting = {...places.NOWHERE, day: '2018-11-21', note: {en: 'in the morning'}};
  const [one, other] = places.exchanged(waiting, MORNING);
  assert.ok(places.same(one, at('2018-11-20T10:00', '2018-11-20T11:00')));
  assert.ok(places.same(other, waiting));
});
