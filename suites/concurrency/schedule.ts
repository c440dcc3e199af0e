/**
 * The order in which a test lets things happen to several events at once. A schedule is a list of event numbers: each time an
 * event occurs in it, it goes one step on. So it is plain JSON, which a case stores and a replay plays again.
 */
import { array, integer, nat, type Arbitrary } from 'fast-check';

export type Schedule = readonly number[];

/** What happens to an event, in this order. */
export const eachEvent = ['deliver', 'finish', 'accept'] as const;

/** Every order of the steps of this many events. Events are alike, so they begin in the order of their numbers. */
export function everySchedule(events: number): Schedule[] {
  const found: Schedule[] = [];
  const left = Array.from({ length: events }, () => eachEvent.length as number);
  const extend = (begun: number, schedule: Schedule): void => {
    if (schedule.length === events * eachEvent.length) found.push(schedule);
    for (let event = 0; event <= Math.min(begun, events - 1); event += 1) {
      const remaining = left[event] ?? 0;
      if (remaining === 0) continue;
      left[event] = remaining - 1;
      extend(Math.max(begun, event + 1), [...schedule, event]);
      left[event] = remaining;
    }
  };
  extend(0, []);
  return found;
}

/** Any schedule of at most this many events, of which at most `width` are in work at once. */
export function anySchedule(events: number, width: number): Arbitrary<Schedule> {
  return integer({ min: 2, max: events }).chain((count) =>
    array(nat(), { minLength: count * eachEvent.length, maxLength: count * eachEvent.length }).map(
      (choices) => scheduleOf(count, width, choices),
    ),
  );
}

/** The schedule that these choices make: each takes one of the events that may go on. */
export function scheduleOf(events: number, width: number, choices: readonly number[]): Schedule {
  const open: { readonly event: number; left: number }[] = [];
  let begun = 0;
  return choices.map((choice) => {
    const mayBegin = begun < events && open.length < width;
    const place = choice % (open.length + (mayBegin ? 1 : 0));
    const chosen = open[place];
    if (chosen === undefined) {
      open.push({ event: begun, left: eachEvent.length - 1 });
      begun += 1;
      return begun - 1;
    }
    chosen.left -= 1;
    if (chosen.left === 0) open.splice(place, 1);
    return chosen.event;
  });
}

/** How many events are in work at once at most. */
export function widthOf(schedule: Schedule): number {
  let most = 0;
  const count = new Map<number, number>();
  for (const event of schedule) {
    count.set(event, (count.get(event) ?? 0) + 1);
    most = Math.max(most, [...count.values()].filter((times) => times < eachEvent.length).length);
  }
  return most;
}

/** Only these events, in the same order. */
export function restrictedTo(schedule: Schedule, kept: readonly number[]): Schedule {
  return schedule.filter((event) => kept.includes(event));
}

/** Schedules that are one step simpler: with one event less. */
export function* withOneLess(schedule: Schedule): Generator<Schedule> {
  const events = [...new Set(schedule)];
  if (events.length <= 1) return;
  for (const event of events.toReversed()) yield schedule.filter((other) => other !== event);
}

/** The steps in words. */
export function describeSchedule(schedule: Schedule): string {
  const count = new Map<number, number>();
  return schedule
    .map((event) => {
      const step = count.get(event) ?? 0;
      count.set(event, step + 1);
      return `${eachEvent[step] ?? 'nothing'} ${event + 1}`;
    })
    .join(', ');
}
