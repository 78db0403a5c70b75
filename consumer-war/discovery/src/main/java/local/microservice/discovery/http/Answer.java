package local.microservice.discovery.http;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.utils.DateUtils;

/**
 * An instance's whole answer.
 *
 * @param status the HTTP status
 * @param headers its header fields, in order
 * @param body its body; empty for none
 * @param memory what the body takes, until whoever has the answer gives it back
 */
public record Answer(int status, List<Field> headers, byte[] body, AnswerMemory.Part memory) {

  /** No instance may ask to be left alone for longer. */
  public static final Duration LONGEST_REST = Duration.ofMinutes(1);

  private static final Pattern SECONDS = Pattern.compile("\\d+");
  private static final int MOST_DIGITS = 9;

  /**
   * Tells whether the instance is at fault: each 5xx but 501, which no other instance would answer
   * better; 408, as the request was sent in time; and 421, by which an instance says that it is
   * another server (RFC 9110, sections 15.5.9, 15.5.20 and 15.6).
   *
   * @return false when the call is at fault, or nobody
   */
  public boolean failed() {
    return status >= 500 && status != 501 || status == 408 || status == 421;
  }

  /**
   * Tells whether the instance is well, and takes no more for now: RFC 6585, section 4, and RFC
   * 9110, section 15.6.4.
   *
   * @return true for 429, and for 503 with a time to come back
   */
  public boolean notNow() {
    return status == 429 || status == 503 && retryAfter().isPresent();
  }

  /**
   * Tells for how long the instance asks to be left alone: RFC 9110, section 10.2.3.
   *
   * @return between 0 and {@link #LONGEST_REST}; empty when it names no time that can be read
   */
  public Optional<Duration> retryAfter() {
    return header("Retry-After")
        .flatMap(Answer::duration)
        .map(asked -> asked.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : asked)
        .map(asked -> asked.isNegative() ? Duration.ZERO : asked);
  }

  /**
   * Tells what the body is.
   *
   * @return the field Content-Type, or null
   */
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
