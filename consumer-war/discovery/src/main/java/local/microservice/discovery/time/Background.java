package local.microservice.discovery.time;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Where work is done that no caller waits for. Thread-safe. */
public interface Background {

  /** Daemon threads, one for each worker. */
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
   * @param name what it is called in a list of threads
   * @return one that has nothing to do yet
   */
  Worker worker(String name);

  /** Does its work one after the other. Thread-safe. */
  interface Worker extends AutoCloseable {

    /**
     * Repeats work from now on. The scheduler silently cancels a task that throws, so this must
     * not.
     *
     * @param millis the pause between two runs, in milliseconds
     * @param work what to do
     */
    void every(long millis, Runnable work);

    /**
     * Does work once, after what it does now. Does nothing once it is closed.
     *
     * @param work what to do
     */
    void soon(Runnable work);

    /** Interrupts what it does, and takes nothing more. */
    @Override
    void close();
  }
}
