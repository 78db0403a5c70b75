package local.microservice.discovery.show;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.net.InetAddress;
import java.util.List;
import local.microservice.discovery.call.BalancedService;
import local.microservice.discovery.fixtures.MapConfig;
import local.microservice.discovery.fixtures.TestClock;
import local.microservice.discovery.fixtures.TestProvider;
import local.microservice.discovery.fixtures.TestService;
import local.microservice.discovery.show.DiscoveryView.InstanceView;
import local.microservice.discovery.show.DiscoveryView.ServiceView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DiscoveryViewTest {

  private final MapConfig config = new MapConfig().with("discovery.retry-budget.floor", 7);
  private final TestClock clock = TestClock.overflowingIn(0);
  private TestProvider provider;
  private BalancedService service;

  @BeforeEach
  void start() throws Exception {
    provider = new TestProvider("127.0.0.1", 0);
    service =
        TestService.withoutUpkeep(
            config,
            TestService.FIRST,
            () -> "http://127.0.0.1:1," + provider.address(),
            InetAddress::getAllByName,
            clock,
            TestService.NOBODY);
  }

  @AfterEach
  void stop() throws Exception {
    service.close();
    provider.close();
  }

  private ServiceView view() {
    return DiscoveryView.of(List.of(service)).services().get(0);
  }

  @Test
  void hasNoResolutionAndNoInstanceBeforeTheFirst() {
    assertThat(view().service()).isEqualTo("provider");
    assertThat(view().strategy()).isEqualTo("test");
    assertThat(view().resolution()).isNull();
    assertThat(view().instances()).isEmpty();
    assertThat(view().panic()).isFalse();
  }

  @Test
  void showsAnInstanceWithoutCallsAsOneThatHadNone() {
    TestService.awaitRefresh(service, 2);

    assertThat(view().resolution().error()).isNull();
    assertThat(view().resolution().at()).isEqualTo(service.resolution().at());
    assertThat(view().instances()).hasSize(2);
    InstanceView unused = view().instances().get(0);
    assertThat(unused.address()).isEqualTo("http://127.0.0.1:1");
    assertThat(unused.state()).isEqualTo("in-rotation");
    assertThat(unused.ejection()).isNull();
    assertThat(unused.lastError()).isNull();
    assertThat(unused.share()).isZero();
    assertThat(unused.p50Millis()).isZero();
  }

  @Test
  void showsWhatBecameOfTheCalls() throws Exception {
    TestService.awaitRefresh(service, 2);
    service.send(TestService.GET);
    provider.behave(
        connection -> {
          clock.pass(100, MILLISECONDS);
          TestProvider.write(connection, 200, "slow");
        });
    service.send(TestService.GET);
    service.send(TestService.GET);

    assertThat(view().calls()).isEqualTo(3);
    assertThat(view().retries()).isEqualTo(1);
    assertThat(view().retryBudgetLeft()).isEqualTo(6);
    InstanceView refusing = view().instances().get(0);
    assertThat(refusing.state()).isEqualTo("ejected");
    assertThat(refusing.ejection().reason()).startsWith("it takes no connection");
    assertThat(refusing.ejection().until()).isNotNull();
    assertThat(refusing.failures()).isEqualTo(1);
    assertThat(refusing.share()).isEqualTo(0.25);
    assertThat(refusing.lastError().error()).contains("refused");
    InstanceView answering = view().instances().get(1);
    assertThat(answering.calls()).isEqualTo(3);
    assertThat(answering.failures()).isZero();
    assertThat(answering.share()).isEqualTo(0.75);
    assertThat(answering.connections()).isEqualTo(1);
    assertThat(answering.p50Millis()).isCloseTo(100, within(7.0));
    assertThat(answering.p99Millis()).isCloseTo(100, within(7.0));
  }
}
