package local.microservice.discovery.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import local.microservice.discovery.http.Answer;
import local.microservice.discovery.http.AnswerMemory;
import local.microservice.discovery.http.Field;

/**
 * What comes back over a connection.
 *
 * @param afterNanos how long it takes
 * @param ending what it is
 * @param answer the answer where there is one
 */
record Reply(long afterNanos, Ending ending, Answer answer) {

  /** How an exchange ends, as the caller sees it. */
  enum Ending {
    ANSWER,
    /** The connection is reset. */
    RESET,
    /** It is closed without an answer. */
    CLOSED,
    /** What comes is not HTTP. */
    GARBAGE,
    /** Nothing comes. */
    SILENCE,
    /** Something comes, again and again, and never the end. */
    TRICKLE
  }

  private static final byte[] OWN = "{}".getBytes(UTF_8);
  private static final byte[] ANOTHERS = "<html>".getBytes(UTF_8);

  static Reply of(long afterNanos, int status, Field... headers) {
    return answer(afterNanos, status, OWN, headers);
  }

  /** The answer of another server than the service's. */
  static Reply ofAnother(long afterNanos, int status) {
    return answer(afterNanos, status, ANOTHERS);
  }

  static boolean isOwn(byte[] body) {
    return body.length == OWN.length;
  }

  private static Reply answer(long afterNanos, int status, byte[] body, Field... headers) {
    AnswerMemory.Part memory = AnswerMemory.OF_PROCESS.part();
    return new Reply(afterNanos, Ending.ANSWER, new Answer(status, List.of(headers), body, memory));
  }

  Reply ending(Ending other) {
    return new Reply(afterNanos, other, null);
  }

  Reply later(long nanos) {
    return new Reply(afterNanos + nanos, ending, answer);
  }

  /** Whether the application did what it was asked: a 429 is refused before anything is done. */
  boolean isDelivered() {
    return answer == null || answer.status() != 429;
  }
}
