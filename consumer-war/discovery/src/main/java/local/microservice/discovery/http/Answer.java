package local.microservice.discovery.http;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.utils.DateUtils;

/**
 * An instance's complete answer.
 *
 * @param status the HTTP status
 * @param headers the header fields, in order
 * @param body the body; empty for none
 * @param memory the memory of the body; the owner of the answer gives it back
 */
public record Answer(int status, List<Field> headers, byte[] body, AnswerMemory.Part memory) {

  /** The longest rest that an instance may ask for. */
  public static final Duration LONGEST_REST = Duration.ofMinutes(1);

  private static final Pattern SECONDS = Pattern.compile("\\d+");
  private static final int MOST_DIGITS = 9;

  /**
   * {@return whether the instance is at fault: for every 5xx except 501, which every instance would
   * answer; for 408, as the request was sent in time; and for 421, by which an instance says that
   * it is another server (RFC 9110, sections 15.5.9, 15.5.20 and 15.6)}
   */
  public boolean failed() {
    return status >= 500 && status != 501 || status == 408 || status == 421;
  }

  /**
   * {@return whether the instance is healthy but takes no more calls for now: 429 (RFC 6585,
   * section 4), or 503 with a time to come back (RFC 9110, section 15.6.4)}
   */
  public boolean notNow() {
    return status == 429 || status == 503 && retryAfter().isPresent();
  }

  /**
   * {@return how long the instance asks to rest (RFC 9110, section 10.2.3), up to {@link
   * #LONGEST_REST}; empty without a readable time}
   */
  public Optional<Duration> retryAfter() {
    return header("Retry-After")
        .flatMap(Answer::duration)
        .map(asked -> asked.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : asked)
        .map(asked -> asked.isNegative() ? Duration.ZERO : asked);
  }

  /** {@return the field Content-Type, or null} */
  public String mediaType() {
    return header("Content-Type").orElse(null);
  }

  private Optional<String> header(String name) {
    return headers.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .findFirst()
        .map(Field::value);
  }

  private static Optional<Duration> duration(String value) {
    String text = value.strip();
    if (SECONDS.matcher(text).matches()) {
      return Optional.of(
          text.length() > MOST_DIGITS ? LONGEST_REST : Duration.ofSeconds(Long.parseLong(text)));
    }
    return Optional.ofNullable(DateUtils.parseStandardDate(text))
        .map(until -> Duration.between(Instant.now(), until));
  }
}
