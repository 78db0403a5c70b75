package local.microservice.provider.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultTest {

  private static final String STATUS = "a whole number from 400 to 599";
  private static final String RATE = "a number from 0 to 1";
  private static final String DELAY = "an ISO-8601 duration from \"PT0S\" to \"PT1M\"";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'status':503,'rate':0.5,'delay':'PT2S'} | 503 | 0.5 | PT2S",
        "{'status':400,'rate':0,'delay':'PT0S'} | 400 | 0 | PT0S",
        "{'status':599,'rate':1,'delay':'PT1M'} | 599 | 1 | PT60S",
        "{'status':null,'rate':1.0,'delay':'PT0.25S'} | | 1 | PT0.25S",
        "{} | | 1 | PT0S"
      })
  void readsWhatIsAllowed(String body, Integer status, double rate, Duration delay) {
    assertThat(Fault.of(json(body))).isEqualTo(new Fault(status, rate, delay));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "status | 399",
        "status | 600",
        "status | 503.5",
        "status | 4294967799",
        "status | 1e999999999",
        "status | '503'",
        "status | true",
        "status | [503]",
        "rate | -0.1",
        "rate | 1.1",
        "rate | 1.00000000000000000001",
        "rate | '0.5'",
        "rate | null",
        "delay | 'PT1M0.001S'",
        "delay | 'PT-1S'",
        "delay | '2s'",
        "delay | ''",
        "delay | 2",
        "delay | null"
      })
  void namesTheMemberItsValueAndWhatIsAllowed(String name, String value) {
    String allowed =
        switch (name) {
          case "status" -> STATUS;
          case "rate" -> RATE;
          default -> DELAY;
        };
    JsonObject json = json("{'%s':%s}".formatted(name, value));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Fault.of(json))
        .withMessage("%s is %s, but must be %s", name, json.get(name), allowed);
  }

  @Test
  void refusesAMemberThatItDoesNotKnow() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Fault.of(json("{'status':503,'Delay':'PT2S'}")))
        .withMessage("Delay is not known; the members are status, rate and delay");
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 0", "1, 10000, 10000", "0.5, 4000, 6000"})
  void strikesItsShareOfTheCalls(double rate, int least, int most) {
    Fault fault = new Fault(503, rate, Duration.ZERO);

    assertThat(IntStream.range(0, 10_000).filter(call -> fault.strikes()).count())
        .isBetween((long) least, (long) most);
  }

  /** Reads JSON in which single quotes stand for double ones. */
  private static JsonObject json(String text) {
    return Json.createReader(new StringReader(text.replace('\'', '"'))).readObject();
  }
}
