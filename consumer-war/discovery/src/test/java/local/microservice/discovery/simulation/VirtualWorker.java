package local.microservice.discovery.simulation;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.util.ArrayDeque;
import java.util.Deque;
import local.microservice.discovery.time.Background;

/** Does one task after the other in virtual time, as a thread of its own would. */
final class VirtualWorker implements Background.Worker {

  private final VirtualTime time;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private boolean busy;
  private boolean closed;

  VirtualWorker(VirtualTime time) {
    this.time = time;
  }

  @Override
  public void every(long millis, Runnable work) {
    soon(repeated(millis, work));
  }

  private Runnable repeated(long millis, Runnable work) {
    return () -> {
      work.run();
      if (!closed) {
        time.at(time.nanos() + MILLISECONDS.toNanos(millis), () -> run(repeated(millis, work)));
      }
    };
  }

  @Override
  public void soon(Runnable work) {
    time.at(time.nanos(), () -> run(work));
  }

  private void run(Runnable work) {
    waiting.add(work);
    if (!busy) {
      busy = true;
      while (!waiting.isEmpty() && !closed) {
        waiting.poll().run();
      }
      busy = false;
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
