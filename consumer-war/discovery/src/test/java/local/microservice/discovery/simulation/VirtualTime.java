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
 * Time that passes only when all threads wait. The code under test may block as usual: callers and
 * workers are threads, and only the thread with the baton runs. A thread that blocks takes the next
 * event out of the queue. If the event belongs to another thread, the blocked thread hands the
 * baton to that thread. The queue orders events by their time, and events of the same time by their
 * creation. So a seed always gives the same run.
 *
 * <p>All fields belong to the thread with the baton. The handover publishes them.
 */
final class VirtualTime implements Clock, Background {

  private static final Instant BEGIN = Instant.parse("2025-01-01T00:00:00Z");

  /** More events than this at one moment are an endless loop. */
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

  /** Does work at a moment, or at once if the moment has passed. */
  void at(long nanos, Runnable work) {
    checkGoesOn();
    events.add(new Event(nanos, numbers++, work, null));
  }

  /** Lets the whole process stand still. Events that were due happen late, in their order. */
  void standStill(long nanos) {
    nowNanos += nanos;
  }

  @Override
  public Worker worker(String name) {
    return new VirtualWorker(this);
  }

  /** Runs all events. Throws the first failure. */
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

  /** Ends the simulation, even if the caller of this method swallows the thrown error. */
  void fail(AssertionError why) {
    end(why);
    throw why;
  }

  String seconds() {
    return "%.3f s".formatted(NANOSECONDS.toMicros(nowNanos) / 1e6);
  }

  /** Creates a wait for the current thread. Other threads can end the wait. */
  Nap nap() {
    return new Nap();
  }

  /** One thread waits here, again and again. */
  final class Nap {
    /** Orders the threads that one event wakes. The order of a set would differ from run to run. */
    private final long number = numbers++;

    private Event asleep;
    private boolean woken;

    /**
     * Waits until a moment. Returns earlier when another thread wakes this one, or has done so
     * since the last wait.
     */
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

    /** Ends the wait. The thread goes on when its turn comes. */
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

  /** A thread. It has the baton, waits for a moment, or waits for work. */
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
        // Another thread has reported the reason.
      } catch (Throwable thrown) {
        end(thrown);
      }
    }
  }
}
