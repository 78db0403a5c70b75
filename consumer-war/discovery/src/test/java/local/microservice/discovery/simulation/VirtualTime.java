package local.microservice.discovery.simulation;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CountDownLatch;
import local.microservice.discovery.time.Background;
import local.microservice.discovery.time.Clock;

/**
 * Time that passes only when nothing else is to be done. Code that blocks stays as it is: callers
 * and workers are threads, of which the one with the baton runs. Whoever blocks takes the next
 * event out of the queue itself, and hands the baton on only when that event is another thread's.
 * Events are in the order of their time, and of one time in the order in which they were made: the
 * same seed does the same again.
 *
 * <p>All fields belong to whoever has the baton; handing it over publishes them.
 */
final class VirtualTime implements Clock, Background {

  private static final Instant BEGIN = Instant.parse("2025-01-01T00:00:00Z");

  /** So many events of one moment are a loop that no time ends. */
  private static final int MOST_AT_ONCE = 1_000_000;

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final List<Actor> actors = new ArrayList<>();
  private final Deque<Actor> idle = new ArrayDeque<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private long nowNanos;
  private long numbers;
  private long done;
  private int atOnce;
  private volatile Throwable failure;

  @Override
  public long nanos() {
    return nowNanos;
  }

  @Override
  public Instant now() {
    return BEGIN.plusNanos(nowNanos);
  }

  /** Counts the events that have happened. */
  long events() {
    return done;
  }

  /** Does work at a moment; at once where the moment has passed. */
  void at(long nanos, Runnable work) {
    checkGoesOn();
    events.add(new Event(nanos, numbers++, work, null));
  }

  /** The whole process stands still: what was due is late, and begins in its order. */
  void standStill(long nanos) {
    nowNanos += nanos;
  }

  @Override
  public Worker worker(String name) {
    return new VirtualWorker(this);
  }

  /** Lets everything happen that is to be done; throws what the first of it threw. */
  void run() throws InterruptedException {
    Event first = next();
    if (first != null) {
      handOn(first);
      over.await();
    }
    Throwable thrown = failure;
    if (thrown instanceof Error error) {
      throw error;
    }
    if (thrown != null) {
      throw new AssertionError("the simulation itself failed at " + seconds(), thrown);
    }
  }

  /** Ends everything; also where whoever is told would swallow what is thrown. */
  void fail(AssertionError why) {
    end(why);
    throw why;
  }

  String seconds() {
    return "%.3f s".formatted(NANOSECONDS.toMicros(nowNanos) / 1e6);
  }

  /** A wait of the thread that makes it, which others can end. */
  Nap nap() {
    return new Nap();
  }

  /** What one thread waits by, again and again. */
  final class Nap {
    /** Those that are woken by the same thing go on in their own order, not in that of a set. */
    private final long number = numbers++;

    private Event asleep;
    private boolean woken;

    /** Waits until a moment, unless it was woken since the last wait or is now. */
    void until(long nanos) {
      checkGoesOn();
      if (!woken) {
        Actor self = (Actor) Thread.currentThread();
        asleep = new Event(Math.max(nanos, nowNanos), numbers++, null, self);
        events.add(asleep);
        block(self, asleep);
        asleep = null;
      }
      woken = false;
    }

    /** Ends the wait, in its turn. */
    void wake() {
      if (asleep == null) {
        woken = true;
      } else if (!asleep.cancelled) {
        asleep.cancelled = true;
        Thread sleeper = asleep.sleeper;
        asleep = new Event(nowNanos, number, null, sleeper);
        events.add(asleep);
      }
    }
  }

  private void block(Actor self, Event own) {
    Event event = next();
    if (event != own) {
      handOn(event);
      self.awaitBaton();
    }
  }

  private Event next() {
    Event event = events.poll();
    while (event != null && event.cancelled) {
      event = events.poll();
    }
    if (event != null) {
      done++;
      atOnce = event.atNanos > nowNanos ? 0 : atOnce + 1;
      if (atOnce > MOST_AT_ONCE) {
        throw new AssertionError("time stands still at " + seconds());
      }
      nowNanos = Math.max(nowNanos, event.atNanos);
    }
    return event;
  }

  private void handOn(Event event) {
    Actor to = (Actor) event.sleeper;
    if (to == null) {
      to = idle.poll();
      if (to == null) {
        to = new Actor();
        actors.add(to);
        to.start();
      }
    }
    to.take(event);
  }

  private void checkGoesOn() {
    if (failure != null) {
      throw new Ended();
    }
  }

  private synchronized void end(Throwable why) {
    if (failure == null && over.getCount() > 0) {
      failure = why;
      List.copyOf(actors).forEach(actor -> actor.take(null));
      over.countDown();
    }
  }

  /** Ends a thread of a simulation that has failed. */
  private static final class Ended extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** A thread that has the baton, waits for a moment, or waits for work. */
  private final class Actor extends Thread {
    private final Baton<Event> baton = new Baton<>(this);

    Actor() {
      super("simulated");
      setDaemon(true);
    }

    void take(Event event) {
      baton.hand(event);
    }

    void awaitBaton() {
      if (baton.await() == null) {
        throw new Ended();
      }
    }

    @Override
    public void run() {
      try {
        Event event = baton.await();
        while (event != null) {
          event.work.run();
          checkGoesOn();
          event = next();
          if (event == null) {
            end(null);
          } else if (event.sleeper != null) {
            idle.push(this);
            handOn(event);
            event = baton.await();
          }
        }
      } catch (Ended failed) {
        // Another thread has said why.
      } catch (Throwable thrown) {
        end(thrown);
      }
    }
  }
}
