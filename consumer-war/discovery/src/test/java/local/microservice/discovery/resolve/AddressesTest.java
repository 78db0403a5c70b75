package local.microservice.discovery.resolve;

import static local.microservice.discovery.fixtures.TestService.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import local.microservice.discovery.http.Endpoint;
import local.microservice.discovery.time.Background;
import local.microservice.discovery.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AddressesTest {

  private final Map<String, List<String>> names = new ConcurrentHashMap<>();
  private final AtomicReference<String> list = new AtomicReference<>();

  private final CountDownLatch hang = new CountDownLatch(1);
  private final AtomicBoolean broken = new AtomicBoolean();
  private final List<Addresses> discoveries = new ArrayList<>();

  /** Hangs as a lookup of the JDK does, which cannot be interrupted. */
  private void awaitHangEnd() {
    while (hang.getCount() > 0) {
      try {
        hang.await();
      } catch (InterruptedException ignored) {
        // Ignored, as the JDK ignores it.
      }
    }
  }

  private InetAddress[] lookup(String host) throws UnknownHostException {
    if (host.equals("broken.test") && broken.get()) {
      throw new NoClassDefFoundError("of a library");
    }
    if (host.equals("hang.test") && !names.containsKey(host)) {
      awaitHangEnd();
    }
    List<String> literals = names.get(host);
    if (literals == null) {
      return InetAddress.getAllByName(host);
    }
    InetAddress[] found = new InetAddress[literals.size()];
    for (int i = 0; i < found.length; i++) {
      found[i] = InetAddress.getByName(literals.get(i));
    }
    return found;
  }

  @AfterEach
  void close() {
    hang.countDown();
    discoveries.forEach(Addresses::close);
  }

  private Addresses discovery(AddressFamily family) {
    Addresses discovery =
        new Addresses(
            list::get, family, new NameLookups(this::lookup, 20, Clock.SYSTEM, Background.THREADS));
    discoveries.add(discovery);
    return discovery;
  }

  private static List<String> resolve(Addresses discovery) {
    return discovery.resolve().endpoints().stream().map(Endpoint::toString).toList();
  }

  private static void awaitResolved(Addresses discovery, String... addresses) {
    soon().untilAsserted(() -> assertThat(resolve(discovery)).containsExactly(addresses));
  }

  private static void awaitError(Addresses discovery, String error) {
    soon().untilAsserted(() -> assertThat(discovery.resolve().error()).isEqualTo(error));
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.matches("discovery-lookup-(b|hang)\\.test"))
        .sorted()
        .toList();
  }

  @Test
  void countsEveryAddressOfEveryName() {
    names.put("a.test", List.of("10.0.0.1", "10.0.0.2"));
    names.put("b.test", List.of("10.0.1.1"));
    list.set("http://a.test:8080, https://b.test");

    awaitResolved(
        discovery(AddressFamily.PREFER_IPV4),
        "http://10.0.0.1:8080",
        "http://10.0.0.2:8080",
        "https://10.0.1.1:443");
  }

  @Test
  void countsADualStackInstanceOnce() {
    names.put("dual.test", List.of("10.0.0.1", "fd00::1"));
    list.set("http://dual.test:80");

    awaitResolved(discovery(AddressFamily.PREFER_IPV4), "http://10.0.0.1:80");
    awaitResolved(discovery(AddressFamily.PREFER_IPV6), "http://[fd00:0:0:0:0:0:0:1]:80");
  }

  @Test
  void takesTheOtherKindWhereThereIsNoneOfTheWanted() {
    names.put("six.test", List.of("fd00::1"));
    names.put("four.test", List.of("10.0.0.1"));
    list.set("http://six.test:80,http://four.test:80");

    for (AddressFamily family : AddressFamily.values()) {
      awaitResolved(discovery(family), "http://[fd00:0:0:0:0:0:0:1]:80", "http://10.0.0.1:80");
    }
  }

  @Test
  void takesAnIpv6Literal() {
    list.set("http://[::1]:8080");

    awaitResolved(discovery(AddressFamily.PREFER_IPV4), "http://[0:0:0:0:0:0:0:1]:8080");
  }

  @Test
  void keepsTheLastGoodAddressesOfANameThatFailsOrIsEmpty() {
    names.put("a.test", List.of("10.0.0.1"));
    names.put("b.test", List.of("10.0.1.1"));
    list.set("http://a.test:80,http://b.test:80");
    Addresses discovery = discovery(AddressFamily.PREFER_IPV4);
    awaitResolved(discovery, "http://10.0.0.1:80", "http://10.0.1.1:80");

    names.put("a.test", List.of());
    names.put("b.test", List.of("10.0.1.2"));

    awaitResolved(discovery, "http://10.0.0.1:80", "http://10.0.1.2:80");
    awaitError(discovery, "no address is known for a.test");
  }

  @Test
  void aNameThatHangsHoldsUpNoOther() {
    names.put("b.test", List.of("10.0.1.1"));
    list.set("http://hang.test:80,http://b.test:80");
    Addresses discovery = discovery(AddressFamily.PREFER_IPV4);

    awaitResolved(discovery, "http://10.0.1.1:80");
    awaitError(discovery, "no answer yet for hang.test");

    names.put("b.test", List.of("10.0.1.2"));
    awaitResolved(discovery, "http://10.0.1.2:80");

    names.put("hang.test", List.of("10.0.0.1"));
    hang.countDown();
    awaitResolved(discovery, "http://10.0.0.1:80", "http://10.0.1.2:80");
    awaitError(discovery, null);
  }

  @Test
  void keepsTheLastGoodAddressesOfANameThatHangs() {
    names.put("hang.test", List.of("10.0.0.1"));
    list.set("http://hang.test:80");
    Addresses discovery = discovery(AddressFamily.PREFER_IPV4);
    awaitResolved(discovery, "http://10.0.0.1:80");

    names.remove("hang.test");

    awaitError(discovery, "no answer yet for hang.test");
    assertThat(resolve(discovery)).containsExactly("http://10.0.0.1:80");
  }

  @Test
  void tellsOfEachAnswerAsItComes() {
    names.put("b.test", List.of("10.0.1.1"));
    list.set("http://hang.test:80,http://b.test:80");
    Addresses discovery = discovery(AddressFamily.PREFER_IPV4);
    AtomicInteger changes = new AtomicInteger();
    discovery.onChange(changes::incrementAndGet);
    resolve(discovery);

    soon().untilAtomic(changes, is(1));
    names.put("b.test", List.of("10.0.1.2"));
    soon().untilAtomic(changes, is(2));
    names.put("hang.test", List.of("10.0.0.1"));
    hang.countDown();
    soon().untilAtomic(changes, is(3));
  }

  @Test
  void hasOneThreadForANameThoughItHangsAndIsListedAgainAndAgain() {
    Addresses discovery = discovery(AddressFamily.PREFER_IPV4);
    names.put("b.test", List.of("10.0.1.1"));
    soon().until(() -> threads().isEmpty());
    for (int change = 0; change < 20; change++) {
      list.set("http://hang.test:80,http://hang.test:81");
      resolve(discovery);
      list.set("http://b.test:80");
      awaitResolved(discovery, "http://10.0.1.1:80");
    }
    assertThat(threads()).containsExactly("discovery-lookup-b.test", "discovery-lookup-hang.test");

    names.put("hang.test", List.of("10.0.0.1"));
    hang.countDown();
    soon()
        .untilAsserted(
            () -> {
              resolve(discovery);
              assertThat(threads()).containsExactly("discovery-lookup-b.test");
            });
    discovery.close();
    resolve(discovery);
    soon().untilAsserted(() -> assertThat(threads()).isEmpty());
  }

  @Test
  void goesOnAfterAnErrorOfTheNameService() {
    names.put("broken.test", List.of("10.0.0.1"));
    broken.set(true);
    list.set("http://broken.test:80");
    Addresses discovery = discovery(AddressFamily.PREFER_IPV4);
    awaitError(
        discovery,
        "the lookup of broken.test failed: java.lang.NoClassDefFoundError: of a library");

    broken.set(false);

    awaitResolved(discovery, "http://10.0.0.1:80");
    awaitError(discovery, null);
  }

  @Test
  void looksUpTheLastGoodListWhileTheNewOneIsInvalid() {
    names.put("a.test", List.of("10.0.0.1"));
    list.set("http://a.test:80");
    Addresses discovery = discovery(AddressFamily.PREFER_IPV4);
    awaitResolved(discovery, "http://10.0.0.1:80");

    list.set("ftp://nonsense");
    names.put("a.test", List.of("10.0.0.2"));

    awaitResolved(discovery, "http://10.0.0.2:80");
    awaitError(discovery, "'ftp://nonsense' is neither http:// nor https://");
  }

  @Test
  void tellsTheNameThatLedToAnInstance() {
    names.put("b.test", List.of("10.0.1.1"));
    list.set("https://b.test");
    Addresses discovery = discovery(AddressFamily.PREFER_IPV4);
    awaitResolved(discovery, "https://10.0.1.1:443");

    Endpoint found = discovery.resolve().endpoints().get(0);

    assertThat(found.name()).isEqualTo("b.test");
    assertThat(found.isSecure()).isTrue();
  }

  @Test
  void readsTheListAnewEachTime() {
    list.set("http://10.0.0.1:80");
    Addresses discovery = discovery(AddressFamily.PREFER_IPV4);
    awaitResolved(discovery, "http://10.0.0.1:80");

    list.set("http://10.0.0.2:80");

    awaitResolved(discovery, "http://10.0.0.2:80");
  }
}
