package local.microservice.consumer.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseBroadcaster;
import jakarta.ws.rs.sse.SseEventSink;
import java.lang.reflect.Type;
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

  private record Event(String name, String data) implements OutboundSseEvent {

    @Override
    public String getName() {
      return name;
    }

    @Override
    public String getData() {
      return data;
    }

    @Override
    public Class<?> getType() {
      return String.class;
    }

    @Override
    public Type getGenericType() {
      return String.class;
    }

    @Override
    public MediaType getMediaType() {
      return MediaType.TEXT_PLAIN_TYPE;
    }

    @Override
    public String getId() {
      return null;
    }

    @Override
    public String getComment() {
      return null;
    }

    @Override
    public long getReconnectDelay() {
      return RECONNECT_NOT_SET;
    }

    @Override
    public boolean isReconnectDelaySet() {
      return false;
    }
  }

  private static final Sse SSE =
      new Sse() {
        @Override
        public OutboundSseEvent newEvent(String name, String data) {
          return new Event(name, data);
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
    private final List<String> events = new ArrayList<>();
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
      events.add(event.getName() + " " + event.getData());
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

  private int states;
  private final OpenPages pages = new OpenPages(new Feed(this::state, () -> json("past", 0)));

  private JsonObject state() {
    states++;
    return json("calls", states);
  }

  private static JsonObject json(String name, int value) {
    return Json.createObjectBuilder().add(name, value).build();
  }

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

    assertThat(before.events).hasSize(3);
    assertThat(after.events).isEqualTo(before.events);
  }

  @Test
  void givesNoPlaceWhereThereIsNoSnapshot() {
    boolean[] broken = {true};
    OpenPages fragile =
        new OpenPages(
            new Feed(
                () -> {
                  if (broken[0]) {
                    throw new IllegalStateException("no snapshot");
                  }
                  return state();
                },
                () -> json("past", 0)));
    for (int page = 0; page < OpenPages.MOST; page++) {
      assertThatThrownBy(() -> fragile.add(reading(), SSE)).hasMessage("no snapshot");
    }
    broken[0] = false;

    assertThat(fragile.add(reading(), SSE)).isTrue();
  }

  @Test
  void beginsWithTheStateAndThePastAndGoesOnWithDifferences() {
    Client page = reading();
    pages.add(page, SSE);

    pages.sendAll();
    pages.sendAll();

    assertThat(page.events)
        .containsExactly(
            "snapshot {\"calls\":1}",
            "history {\"past\":0}",
            "patch {\"calls\":2}",
            "patch {\"calls\":3}");
  }

  @Test
  void beginsALaterPageWithTheStateThatTheNextDifferenceBelongsTo() {
    pages.add(reading(), SSE);
    pages.sendAll();
    Client late = reading();
    pages.add(late, SSE);
    pages.sendAll();

    assertThat(late.events)
        .containsExactly("snapshot {\"calls\":2}", "history {\"past\":0}", "patch {\"calls\":3}");
  }

  @Test
  void looksAtNothingWhileNoPageIsOpen() {
    pages.sendAll();
    Client gone = gone();
    pages.add(gone, SSE);
    pages.sendAll();
    pages.sendAll();

    assertThat(states).isEqualTo(1);
  }

  @Test
  void beginsAnewForThePageThatComesAfterANight() {
    pages.add(gone(), SSE);
    pages.sendAll();
    Client next = reading();
    pages.add(next, SSE);

    assertThat(next.events).startsWith("snapshot {\"calls\":2}");
  }

  @Test
  void sendsNothingMoreToWhoHasNotReadTheLast() {
    Client slow = new Client(CompletableFuture::new);
    pages.add(slow, SSE);

    pages.sendAll();

    assertThat(slow.events).hasSize(1);
  }

  @Test
  void sendsTheWholeStateToWhoHasMissedADifference() {
    List<CompletableFuture<?>> unread = new ArrayList<>();
    Client slow =
        new Client(
            () -> {
              CompletableFuture<?> sent = new CompletableFuture<>();
              unread.add(sent);
              return sent;
            });
    pages.add(slow, SSE);
    pages.sendAll();
    unread.get(0).complete(null);
    unread.get(1).complete(null);

    pages.sendAll();
    unread.get(2).complete(null);
    pages.sendAll();

    assertThat(slow.events)
        .containsExactly(
            "snapshot {\"calls\":1}",
            "history {\"past\":0}",
            "snapshot {\"calls\":3}",
            "patch {\"calls\":4}");
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
