package local.microservice.discovery.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import local.microservice.discovery.call.ConsumerProcess.Figures;
import local.microservice.discovery.fixtures.TestProvider;
import org.junit.jupiter.api.Test;

/** A whole consumer process: how it copes with a pause and with little memory. */
class ConsumerProcessIT {

  @Test
  void blamesNoInstanceForThePauseWhenItStandsStillForLongerThanItsTimeouts() throws Exception {
    CountDownLatch thawed = new CountDownLatch(1);
    try (TestProvider one = new TestProvider("127.0.0.1", 0);
        TestProvider two = new TestProvider("127.0.0.1", 0);
        ConsumerProcess consumer = new ConsumerProcess(one, two)) {
      await().until(() -> consumer.figures().calls() > 1000);
      for (TestProvider each : List.of(one, two)) {
        // Calls that are under way get no answer until the consumer runs again.
        each.behave(
            connection -> {
              thawed.await();
              TestProvider.write(connection, 200, each.address());
            });
      }

      consumer.freeze();
      await().pollDelay(Duration.ofSeconds(4)).until(() -> true);
      consumer.thaw();

      await().until(() -> consumer.figures().errors() > 0);
      thawed.countDown();
      long before = consumer.figures().calls();
      await().until(() -> consumer.figures().calls() > before + 1000);
      Figures figures = consumer.figures();
      assertThat(figures.errors())
          .as("calls that exceeded their time limit")
          .isLessThanOrEqualTo(ConsumerProcess.THREADS);
      assertThat(figures.failures()).isZero();
      assertThat(figures.ejections()).isZero();
    }
  }

  @Test
  void hasMemoryLeftWhateverTheHeadersOfAnInstance() throws Exception {
    byte[] part = "A".repeat(1 << 16).getBytes();
    try (TestProvider endless = new TestProvider("127.0.0.1", 0);
        TestProvider well = new TestProvider("127.0.0.1", 0);
        ConsumerProcess consumer = new ConsumerProcess(endless, well)) {
      // By then the retry budget has enough for all calls that are under way.
      await().until(() -> consumer.figures().calls() > 1000);
      endless.behave(
          connection -> {
            connection.getOutputStream().write("HTTP/1.1 200 OK\r\nX-Big: ".getBytes());
            for (int sent = 0; sent < 1024; sent++) {
              connection.getOutputStream().write(part);
            }
          });

      await().until(() -> consumer.figures().ejections() > 1);
      long before = consumer.figures().calls();
      await().until(() -> consumer.figures().calls() > before + 1000);

      assertThat(consumer.figures().errors()).isZero();
    }
  }
}
