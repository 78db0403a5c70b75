package local.microservice.discovery.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CallErrorTest {

  static Stream<Arguments> failures() {
    return Stream.of(
        arguments(new ConnectException("no"), "refused"),
        arguments(new NoRouteToHostException("no"), "unreachable"),
        arguments(new UnknownHostException("no"), "unreachable"),
        arguments(new SocketException("Connection reset"), "closed"),
        arguments(new ClosedConnectionException("no", null), "closed"),
        arguments(new EOFException("no"), "closed"),
        arguments(new SocketTimeoutException("Read timed out"), "timeout"),
        arguments(new UnusableAnswerException("no", null), "unusable"),
        arguments(new SSLHandshakeException("no"), "tls"),
        arguments(new IOException("no"), "other"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void hasTheKindOfTheFailureAndItsWords(IOException failure, String code) {
    CallError error = CallError.of(failure);

    assertThat(error.kind().code()).isEqualTo(code);
    assertThat(error.status()).isZero();
    assertThat(error.text()).isEqualTo(failure.toString());
    assertThat(error.isRefused()).isEqualTo(code.equals("refused"));
  }

  @Test
  void hasTheStatusOfAnAnswer() {
    assertThat(CallError.of(503))
        .isEqualTo(new CallError(CallError.Kind.STATUS, 503, "HTTP status 503"));
  }
}
