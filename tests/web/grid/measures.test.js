import assert from 'node:assert/strict';
import test from 'node:test';
import * as measures from './grid/measures.js';

test('a wall time is minutes and back, also through a night when clocks change', () => {
  for (const local of ['2018-11-21T09:30', '2018-10-28T02:30', '2018-12-31T23:55']) assert.equal(measures.localOf(measures.minutesOf(local)), local);
  assert.equal(measures.minutesOf(undefined), null);
  assert.equal(measures.localOf(null), null);
});

test('what begins before the change of day belongs to the day before', () => {
  const at = measures.minutesOf('2018-11-21T03:00');
  assert.equal(measures.dayOf(at, 0), '2018-11-21');
  assert.equal(measures.dayOf(at, 240), '2018-11-20');
  assert.equal(measures.beginOf('2018-11-20', 240), measures.minutesOf('2018-11-20T04:00'));
  assert.equal(measures.daysBetween('2018-11-30', '2018-12-02'), 2);
});

test('moves snap to five minutes', () => assert.deepEqual([62, 63, 67.4, 67.6].map(measures.snap), [60, 65, 65, 70]));

test('what overlaps stands side by side, what touches does not', () => {
  const lanes = measures.lanesOf([
    {uid: 'a', start: 0, end: 60}, {uid: 'b', start: 30, end: 90}, {uid: 'c', start: 60, end: 120}, {uid: 'd', start: 120, end: 150},
  ]);
  assert.deepEqual(Object.fromEntries(lanes), {a: [0, 2], b: [1, 2], c: [0, 2], d: [0, 1]});
});

test('a point is a room and a time, mirrored where one reads from the right', () => {
  const box = {left: 100, right: 700, top: 50};
  const at = (x, rightToLeft) => measures.spotAt({x, y: 170}, box, [6, 150], 4, rightToLeft);
  assert.deepEqual(at(260, false), {column: 1, minutes: 100});
  assert.deepEqual(at(260, true), {column: 2, minutes: 100});
  assert.deepEqual(at(-50, false).column, 0);
  assert.deepEqual(at(-50, true).column, 3);
});
