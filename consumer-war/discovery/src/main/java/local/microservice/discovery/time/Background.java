package local.microservice.discovery.time;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs work that no caller waits for. Thread-safe. */
public interface Background {

  /** Uses one daemon thread for each worker. */
  Background THREADS =
      name -> {
        ScheduledExecutorService thread =
            new ScheduledThreadPoolExecutor(
                1,
                work -> {
                  Thread daemon = new Thread(work, name);
                  daemon.setDaemon(true);
                  return daemon;
                },
                new ThreadPoolExecutor.DiscardPolicy());
        return new Worker() {
          @Override
          public void every(long millis, Runnable work) {
            thread.scheduleWithFixedDelay(work, 0, millis, TimeUnit.MILLISECONDS);
          }

          @Override
          public void soon(Runnable work) {
            thread.execute(work);
          }

          @Override
          public void close() {
            thread.shutdownNow();
          }
        };
      };

  /**
   * Makes a worker, which does one thing at a time.
   *
   * @param name the name of the worker's thread
   * @return a worker without work
   */
  Worker worker(String name);

  /** Does its work one after the other. Thread-safe. */
  interface Worker extends AutoCloseable {

    /**
     * Repeats work from now on. The work must not throw: the scheduler silently cancels a task that
     * throws.
     *
     * @param millis the pause between two runs, in milliseconds
     * @param work the work to run
     */
    void every(long millis, Runnable work);

    /**
     * Runs work once, after the present work. Does nothing if the worker is closed.
     *
     * @param work the work to run
     */
    void soon(Runnable work);

    /** Interrupts the present work, and accepts no more. */
    @Override
    void close();
  }
}
