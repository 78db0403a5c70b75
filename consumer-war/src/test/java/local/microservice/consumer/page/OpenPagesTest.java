package local.microservice.consumer.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseBroadcaster;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class OpenPagesTest {

  /** Creates no real events, because no test reads them. */
  private static final Sse SSE =
      new Sse() {
        @Override
        public OutboundSseEvent newEvent(String data) {
          return null;
        }

        @Override
        public OutboundSseEvent.Builder newEventBuilder() {
          throw new UnsupportedOperationException();
        }

        @Override
        public SseBroadcaster newBroadcaster() {
          throw new UnsupportedOperationException();
        }
      };

  /** A client. A test sets the results of sending to it. */
  private static class Client implements SseEventSink {

    private final Supplier<CompletionStage<?>> sends;
    private int events;
    private boolean closed;

    Client(Supplier<CompletionStage<?>> sends) {
      this.sends = sends;
    }

    @Override
    public boolean isClosed() {
      return closed;
    }

    @Override
    public CompletionStage<?> send(OutboundSseEvent event) {
      events++;
      return sends.get();
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static Client reading() {
    return new Client(() -> CompletableFuture.completedFuture(null));
  }

  private static Client gone() {
    return new Client(
        () -> CompletableFuture.failedFuture(new IllegalStateException("it has gone")));
  }

  private static Client failing(Throwable failure) {
    return new Client(
        () -> {
          if (failure instanceof Error error) {
            throw error;
          }
          throw (RuntimeException) failure;
        });
  }

  private final OpenPages pages = new OpenPages(() -> "{}");

  private void fill(Supplier<Client> client) {
    for (int page = 0; page < OpenPages.MOST; page++) {
      assertThat(pages.add(client.get(), SSE)).isTrue();
    }
  }

  @Test
  void refusesMoreThanThereArePlacesFor() {
    fill(OpenPagesTest::reading);

    assertThat(pages.add(reading(), SSE)).isFalse();
  }

  @Test
  void refusesThemThoughTheyComeAtTheSameTime() throws Exception {
    int clients = 4 * OpenPages.MOST;
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    CountDownLatch all = new CountDownLatch(clients);
    List<Future<Boolean>> added = new ArrayList<>();
    for (int client = 0; client < clients; client++) {
      added.add(
          threads.submit(
              () -> {
                all.countDown();
                all.await();
                return pages.add(reading(), SSE);
              }));
    }

    int places = 0;
    for (Future<Boolean> each : added) {
      places += each.get() ? 1 : 0;
    }
    threads.shutdown();
    assertThat(places).isEqualTo(OpenPages.MOST);
  }

  @Test
  void givesBackThePlacesOfThoseThatWereGoneBeforeTheFirstEvent() {
    fill(OpenPagesTest::gone);

    pages.sendAll();

    assertThat(pages.add(reading(), SSE)).isTrue();
  }

  @Test
  void givesBackThePlacesOfThoseThatCannotBeSentTo() {
    for (Throwable failure :
        List.of(new IllegalStateException(), new OutOfMemoryError("no heap"))) {
      fill(() -> failing(failure));
      pages.sendAll();
    }

    assertThat(pages.add(reading(), SSE)).isTrue();
  }

  @Test
  void sendsTheOthersTheirEventWhereOneFails() {
    Client before = reading();
    Client after = reading();
    pages.add(before, SSE);
    pages.add(failing(new IllegalStateException()), SSE);
    pages.add(after, SSE);

    pages.sendAll();

    assertThat(before.events).isEqualTo(2);
    assertThat(after.events).isEqualTo(2);
  }

  @Test
  void givesNoPlaceWhereThereIsNoSnapshot() {
    boolean[] broken = {true};
    OpenPages fragile =
        new OpenPages(
            () -> {
              if (broken[0]) {
                throw new IllegalStateException("no snapshot");
              }
              return "{}";
            });
    for (int page = 0; page < OpenPages.MOST; page++) {
      assertThatThrownBy(() -> fragile.add(reading(), SSE)).hasMessage("no snapshot");
    }
    broken[0] = false;

    assertThat(fragile.add(reading(), SSE)).isTrue();
  }

  @Test
  void sendsNothingMoreToWhoHasNotReadTheLast() {
    Client slow = new Client(CompletableFuture::new);
    pages.add(slow, SSE);

    pages.sendAll();

    assertThat(slow.events).isEqualTo(1);
  }

  @Test
  void endsEveryPageAndWhicheverComesLater() {
    Client open = reading();
    Client late = reading();
    pages.add(open, SSE);

    pages.closeAll();
    pages.add(late, SSE);

    assertThat(open.closed).isTrue();
    assertThat(late.closed).isTrue();
  }
}
