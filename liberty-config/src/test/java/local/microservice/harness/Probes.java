package local.microservice.harness;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Sends probes as a kubelet does, one after the other, each over a new connection, until a test
 * closes it.
 */
public final class Probes implements AutoCloseable {

  private static final long EVERY_MILLIS = 250;

  private final URI service;
  private final int timeout;
  private final ScheduledExecutorService prober = Executors.newSingleThreadScheduledExecutor();
  private volatile int answered;
  private volatile int failed;
  private volatile long longestMillis;

  /**
   * Starts to probe.
   *
   * @param service the service's URL
   * @param timeout the time that a probe may take, with a precision of a millisecond
   */
  public Probes(String service, Duration timeout) {
    this.service = URI.create(service);
    this.timeout = (int) timeout.toMillis();
    prober.scheduleWithFixedDelay(this::probe, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void probe() {
    List.of("/health/live", "/health/ready").forEach(this::probe);
  }

  private void probe(String path) {
    long begin = System.nanoTime();
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(timeout);
      socket.connect(new InetSocketAddress(service.getHost(), service.getPort()), timeout);
      socket
          .getOutputStream()
          .write(
              ("GET " + path + " HTTP/1.1\r\nHost: service\r\nConnection: close\r\n\r\n")
                  .getBytes(US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);
      if (answer.startsWith("HTTP/1.1 200 ")) {
        answered++;
      } else {
        failed++;
      }
    } catch (IOException none) {
      failed++;
    }
    longestMillis =
        Math.max(longestMillis, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
  }

  /** How many probes got 200. */
  public int answered() {
    return answered;
  }

  /** How many probes got another answer, or none in time. */
  public int failed() {
    return failed;
  }

  /** Stops the probes and waits for the last one. */
  @Override
  public void close() {
    prober.shutdown();
    await().atMost(Duration.ofSeconds(30)).until(prober::isTerminated);
  }

  @Override
  public String toString() {
    return "probes answered %d, failed %d, longest %d ms"
        .formatted(answered, failed, longestMillis);
  }
}
