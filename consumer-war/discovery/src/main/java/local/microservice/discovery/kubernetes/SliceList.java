package local.microservice.discovery.kubernetes;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import jakarta.json.stream.JsonParserFactory;
import java.io.IOException;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * One page of a list of slices. Has only one slice at a time in memory.
 *
 * @param version the list's resource version; null for none
 * @param more what the next page follows; null at the end
 */
record SliceList(String version, String more) {

  /** The most bytes of one slice: more than three times those of a slice with 1000 endpoints. */
  static final int LONGEST_SLICE = 1 << 20;

  /** {@code Json.createParser()} would look for the library each time. */
  private static final JsonParserFactory JSON = Json.createParserFactory(Map.of());

  /** Takes each slice. */
  interface Taker {

    /**
     * Takes a slice.
     *
     * @return false to end the reading
     */
    boolean take(Slice slice) throws IOException;
  }

  /**
   * Reads a page.
   *
   * @throws ApiFailure for anything else than a page of slices
   * @throws IOException if the reading fails
   */
  static SliceList read(LimitedInput in, Taker taker) throws IOException {
    in.allow(LONGEST_SLICE);
    try (JsonParser json = JSON.createParser(in)) {
      return read(json, in, taker);
    } catch (JsonException | IllegalStateException | NoSuchElementException unusable) {
      if (unusable.getCause() instanceof IOException broken) {
        throw broken;
      }
      throw ApiFailure.nonsense(unusable);
    }
  }

  private static SliceList read(JsonParser json, LimitedInput in, Taker taker) throws IOException {
    String kind = null;
    JsonObject metadata = JsonObject.EMPTY_JSON_OBJECT;
    expect(json.next(), Event.START_OBJECT);
    for (Event next = json.next(); next != Event.END_OBJECT; next = json.next()) {
      String name = json.getString();
      Event value = json.next();
      if (name.equals("kind") && value == Event.VALUE_STRING) {
        kind = json.getString();
      } else if (name.equals("metadata") && value == Event.START_OBJECT) {
        metadata = json.getObject();
      } else if (name.equals("items") && value == Event.START_ARRAY) {
        if (!readSlices(json, in, taker)) {
          return new SliceList(null, null);
        }
      } else if (value == Event.START_OBJECT) {
        json.skipObject();
      } else if (value == Event.START_ARRAY) {
        json.skipArray();
      }
    }
    if (!"EndpointSliceList".equals(kind)) {
      throw new ApiFailure(
          ApiFailure.Kind.NONSENSE, "the API server's answer is no EndpointSliceList");
    }
    return new SliceList(Slice.text(metadata, "resourceVersion"), Slice.text(metadata, "continue"));
  }

  private static boolean readSlices(JsonParser json, LimitedInput in, Taker taker)
      throws IOException {
    while (json.next() != Event.END_ARRAY) {
      in.allow(LONGEST_SLICE);
      if (!taker.take(Slice.of(json.getObject()))) {
        return false;
      }
      in.allow(LONGEST_SLICE);
    }
    return true;
  }

  private static void expect(Event found, Event wanted) throws ApiFailure {
    if (found != wanted) {
      throw ApiFailure.nonsense(new IllegalStateException(found + " instead of " + wanted));
    }
  }
}
