package local.microservice.consumer.page;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.function.Supplier;

/**
 * What the open pages are sent. Each text is made once for all of them, and only if one needs it.
 * Not thread-safe.
 */
final class Feed {

  private final Supplier<JsonObject> states;
  private final Supplier<JsonObject> histories;
  private JsonObject state;
  private String snapshot;
  private String history;

  /**
   * Makes a feed.
   *
   * @param states takes the present state
   * @param histories takes what came before
   */
  Feed(Supplier<JsonObject> states, Supplier<JsonObject> histories) {
    this.states = states;
    this.histories = histories;
  }

  /** The state that the next {@link #patch} belongs to. */
  String snapshot() {
    if (state == null) {
      state = states.get();
    }
    if (snapshot == null) {
      snapshot = state.toString();
    }
    return snapshot;
  }

  /** What came before the snapshot. */
  String history() {
    if (history == null) {
      history = histories.get().toString();
    }
    return history;
  }

  /** Goes on to the next state, and tells the difference. */
  String patch() {
    JsonObject next = states.get();
    String patch = Json.createMergeDiff(state, next).toJsonValue().toString();
    forget();
    state = next;
    return patch;
  }

  /** Nobody has the state any more. */
  void forget() {
    state = null;
    snapshot = null;
    history = null;
  }
}
