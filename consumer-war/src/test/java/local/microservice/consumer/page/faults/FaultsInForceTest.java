package local.microservice.consumer.page.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultsInForceTest {

  private static String fault(String answer) {
    return FaultsInForce.fault(answer.getBytes(UTF_8)).map(Object::toString).orElse("none");
  }

  @Test
  void haveTheMembersOfAFaultAndNoOther() {
    assertThat(fault("{\"status\":503,\"rate\":0.5,\"delay\":\"PT2S\",\"more\":[{}]}"))
        .isEqualTo("{\"status\":503,\"rate\":0.5,\"delay\":\"PT2S\"}");
    assertThat(fault("{\"status\":null,\"rate\":1,\"delay\":\"PT0.3S\"}"))
        .isEqualTo("{\"rate\":1.0,\"delay\":\"PT0.3S\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"status\":null,\"rate\":0,\"delay\":\"PT0S\"}",
        "{\"status\":null,\"rate\":1,\"delay\":\"PT0S\"}",
        "{\"rate\":1}",
        "{\"rate\":1,\"delay\":\"soon\"}",
        "{\"rate\":-1}",
        "{\"rate\":1e999}",
        "{\"rate\":\"1\"}",
        "{}",
        "[]",
        "",
        "<html>"
      })
  void areNoneForAnythingElse(String answer) {
    assertThat(fault(answer)).isEqualTo("none");
  }

  @Test
  void showNoEndlessDelay() {
    assertThat(fault("{\"status\":500,\"rate\":1,\"delay\":\"%s\"}".formatted("P".repeat(500))))
        .isEqualTo("{\"status\":500,\"rate\":1.0}");
  }
}
