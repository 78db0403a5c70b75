package local.microservice.consumer.page.traffic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrafficOrderTest {

  private static TrafficOrder read(String json) {
    return TrafficOrder.read(json.getBytes(UTF_8));
  }

  @Test
  void isARateWithOrWithoutAPlainClient() {
    assertThat(read("{\"rate\":1}")).isEqualTo(new TrafficOrder(1, false));
    assertThat(read("{\"rate\":200,\"plain\":true}")).isEqualTo(new TrafficOrder(200, true));
    assertThat(read("{\"rate\":50,\"plain\":false}")).isEqualTo(new TrafficOrder(50, false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | rate is null, but must be a whole number from 1 to 200",
        "{'rate':0} | rate is 0, but must be",
        "{'rate':201} | rate is 201, but must be",
        "{'rate':1.5} | rate is 1.5, but must be",
        "{'rate':4294967346} | rate is 4294967346, but must be",
        "{'rate':'50'} | rate is \"50\", but must be",
        "{'rate':50,'plain':1} | plain is 1, but must be true or false",
        "{'rate':50,'path':'/x'} | path is not known; the members are rate and plain",
        "[] | must be a JSON object",
        "nonsense | must be a JSON object",
        "{'rate':50} 1 | must be a JSON object",
        "'' | must be a JSON object"
      },
      quoteCharacter = '`')
  void isRefusedWithWhatIsAllowed(String json, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(json.replace('\'', '"')))
        .withMessageContaining(why);
  }
}
