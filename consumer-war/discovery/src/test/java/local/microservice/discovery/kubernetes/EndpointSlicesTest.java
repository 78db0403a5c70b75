package local.microservice.discovery.kubernetes;

import static local.microservice.discovery.fixtures.TestService.soon;
import static local.microservice.discovery.kubernetes.FakeApiServer.conditions;
import static local.microservice.discovery.kubernetes.FakeApiServer.endpoint;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import local.microservice.discovery.fixtures.TestClock;
import local.microservice.discovery.http.Endpoint;
import local.microservice.discovery.kubernetes.FakeApiServer.Asked;
import local.microservice.discovery.resolve.AddressFamily;
import local.microservice.discovery.resolve.Addresses;
import local.microservice.discovery.resolve.EndpointState;
import local.microservice.discovery.resolve.NameLookups;
import local.microservice.discovery.resolve.Resolved;
import local.microservice.discovery.resolve.SourceInForce;
import local.microservice.discovery.time.Background;
import local.microservice.discovery.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The slices of an API server, and names beside them. */
class EndpointSlicesTest {

  /**
   * As {@link Pace#STANDARD}, but a hundred times as fast. Only the tests of silence shorten it.
   */
  private static final Pace FAST =
      new Pace(2000, 5000, 30_000, 90_000, 50, 10, 200, 300, 60_000, 10);

  private static final String ONE = "http://provider:8080";

  @TempDir Path account;

  private final Map<String, List<String>> names = new ConcurrentHashMap<>();
  private final AtomicInteger lookups = new AtomicInteger();
  private final CountDownLatch end = new CountDownLatch(1);
  private final List<Addresses> sources = new ArrayList<>();
  private FakeApiServer api;
  private Pace pace = FAST;
  private Clock clock = Clock.SYSTEM;
  private Supplier<? extends RandomGenerator> random = ThreadLocalRandom::current;

  @BeforeEach
  void start() throws Exception {
    api = new FakeApiServer(account);
    names.put("provider", List.of("10.9.9.9"));
  }

  @AfterEach
  void stop() throws Exception {
    end.countDown();
    sources.forEach(Addresses::close);
    api.close();
  }

  private InetAddress[] lookup(String host) throws UnknownHostException {
    lookups.incrementAndGet();
    List<String> known = names.get(host);
    if (known == null) {
      throw new UnknownHostException(host);
    }
    if (known.isEmpty()) {
      awaitEnd();
    }
    InetAddress[] found = new InetAddress[known.size()];
    for (int i = 0; i < found.length; i++) {
      found[i] = InetAddress.getByName(known.get(i));
    }
    return found;
  }

  private void awaitEnd() {
    try {
      end.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private Addresses source(String list) {
    return source(list, api.settings(), AddressFamily.PREFER_IPV4);
  }

  private Addresses source(String list, ClusterSettings settings, AddressFamily family) {
    Cluster cluster = new Cluster(settings, pace, clock, random, Background.THREADS);
    NameLookups byName = new NameLookups(this::lookup, 20, Clock.SYSTEM, Background.THREADS);
    Addresses source = new Addresses(() -> list, family, cluster.hosts(byName));
    sources.add(source);
    return source;
  }

  private static List<String> addresses(Resolved resolved) {
    return resolved.endpoints().stream().map(each -> each.ip().getHostAddress()).toList();
  }

  private static void awaitAddresses(Addresses source, String... expected) {
    soon()
        .untilAsserted(
            () -> assertThat(addresses(source.resolve())).containsExactlyInAnyOrder(expected));
  }

  private static void awaitSource(Addresses source, String name) {
    soon().until(() -> source.resolve().source().name().equals(name));
  }

  private static void awaitSlices(Addresses source) {
    awaitSource(source, SourceInForce.ENDPOINT_SLICES);
  }

  /** Waits until names are in force, and tells why. */
  private static String awaitNames(Addresses source) {
    soon()
        .until(
            () -> {
              SourceInForce now = source.resolve().source();
              return now.name().equals(SourceInForce.NAMES) && now.whyNoBetter() != null;
            });
    return source.resolve().source().whyNoBetter();
  }

  private static EndpointState state(Resolved resolved, String address) {
    return resolved.states().entrySet().stream()
        .filter(each -> each.getKey().ip().getHostAddress().equals(address))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  private void awaitWatches(int count) {
    soon().until(() -> api.watches() == count);
  }

  private long lists() {
    return api.asked.stream().filter(each -> !each.isWatch()).count();
  }

  /** One endpoint that is ready, and its slices in force and watched. */
  private Addresses inForce() throws Exception {
    api.has(api.slice("a", "provider", endpoint("10.0.0.254")));
    Addresses source = source(ONE);
    awaitSlices(source);
    awaitWatches(1);
    // Only an event proves that this side knows of its watch, too.
    api.change(api.slice("a", "provider", endpoint("10.0.0.1")));
    awaitAddresses(source, "10.0.0.1");
    return source;
  }

  private static String[] endpoints(int slice) {
    return IntStream.rangeClosed(1, 75)
        .mapToObj(each -> endpoint("10.1.%d.%d".formatted(slice, each)))
        .toArray(String[]::new);
  }

  // What slices tell

  @Test
  void everyEndpointOfEverySliceIsKnownAndOneChangeIsOneSliceAndNoRequest() throws Exception {
    for (int slice = 1; slice <= 4; slice++) {
      api.has(api.slice("s" + slice, "provider", endpoints(slice)));
    }
    Addresses source = source(ONE);
    awaitSlices(source);
    assertThat(source.resolve().endpoints()).hasSize(300).doesNotHaveDuplicates();
    awaitWatches(1);
    int before = api.requests();

    api.change(api.slice("s2", "provider", endpoint("10.1.2.99")));

    soon().until(() -> source.resolve().endpoints().size() == 226);
    assertThat(addresses(source.resolve())).contains("10.1.1.1", "10.1.2.99", "10.1.4.75");
    api.delete("s4");
    soon().until(() -> source.resolve().endpoints().size() == 151);
    assertThat(api.requests()).isEqualTo(before);
  }

  @Test
  void aChangeIsToldAtOnce() throws Exception {
    Addresses source = inForce();
    CountDownLatch told = new CountDownLatch(1);
    source.onChange(
        () -> {
          if (addresses(source.resolve()).contains("10.0.0.2")) {
            told.countDown();
          }
        });

    api.change(api.slice("a", "provider", endpoint("10.0.0.2")));

    assertThat(told.await(5, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void thePortAndTheSchemeAreThoseOfTheUrl() {
    api.has(api.slice("a", "provider", endpoint("10.0.0.1")));
    Addresses source = source("https://provider.shop.svc.cluster.local.:8443");
    awaitSlices(source);

    assertThat(source.resolve().endpoints())
        .extracting(Endpoint::toString)
        .containsExactly("https://10.0.0.1:8443");
    assertThat(source.resolve().endpoints().get(0).name())
        .isEqualTo("provider.shop.svc.cluster.local");
  }

  @Test
  void theStateOfEachEndpointIsKnownAlsoOfThoseThatGetNoCalls() {
    api.has(
        api.slice(
            "a",
            "provider",
            endpoint("10.0.0.1", "'zone':'eu-1a'", "'nodeName':'n1'"),
            endpoint("10.0.0.2", conditions(false, true, true)),
            // The Service publishes addresses of instances that are not ready.
            endpoint("10.0.0.3", conditions(true, false, false))));
    Addresses source = source(ONE);
    awaitSlices(source);

    Resolved now = source.resolve();
    assertThat(addresses(now)).containsExactly("10.0.0.1");
    assertThat(now.states()).hasSize(3);
    assertThat(state(now, "10.0.0.1").zone()).isEqualTo("eu-1a");
    assertThat(state(now, "10.0.0.1").node()).isEqualTo("n1");
    assertThat(state(now, "10.0.0.2").terminating()).isTrue();
    assertThat(state(now, "10.0.0.3").serving()).isFalse();
    assertThat(now.error()).isNull();
  }

  @Test
  void aPodThatTerminatesGetsCallsOnlyWhileThereIsNoOther() throws Exception {
    Addresses source = inForce();

    api.change(api.slice("a", "provider", endpoint("10.0.0.1", conditions(false, true, true))));
    soon().until(() -> state(source.resolve(), "10.0.0.1").terminating());
    assertThat(addresses(source.resolve())).containsExactly("10.0.0.1");
    assertThat(source.resolve().error()).isNull();

    api.change(api.slice("b", "provider", endpoint("10.0.0.2")));
    awaitAddresses(source, "10.0.0.2");
    assertThat(state(source.resolve(), "10.0.0.1").terminating()).isTrue();
  }

  @Test
  void theLastAddressesStayWhenNoEndpointIsReady() throws Exception {
    Addresses source = inForce();

    api.change(api.slice("a", "provider", endpoint("10.0.0.1", conditions(false, false, false))));
    soon().until(() -> source.resolve().error() != null);
    assertThat(source.resolve().error()).isEqualTo("no endpoint of provider is ready");
    assertThat(addresses(source.resolve())).containsExactly("10.0.0.1");
    assertThat(state(source.resolve(), "10.0.0.1").ready()).isFalse();

    api.change(api.slice("a", "provider"));
    soon().until(() -> source.resolve().states().isEmpty());
    assertThat(addresses(source.resolve())).containsExactly("10.0.0.1");

    api.change(api.slice("a", "provider", endpoint("10.0.0.2")));
    awaitAddresses(source, "10.0.0.2");
    assertThat(source.resolve().error()).isNull();
  }

  @Test
  void anInstanceWithAddressesOfBothFamiliesCountsOnce() {
    api.has(api.slice("a", "provider", endpoint("10.0.0.1"), endpoint("10.0.0.2")));
    api.has(api.slice("b", "provider", endpoint("fd00::1"), endpoint("fd00::2")));
    Addresses ipv4 = source(ONE);
    Addresses ipv6 = source(ONE, api.settings(), AddressFamily.PREFER_IPV6);
    awaitSlices(ipv4);
    awaitSlices(ipv6);

    assertThat(addresses(ipv4.resolve())).containsExactly("10.0.0.1", "10.0.0.2");
    assertThat(ipv4.resolve().states()).hasSize(2);
    assertThat(addresses(ipv6.resolve()))
        .containsExactly("fd00:0:0:0:0:0:0:1", "fd00:0:0:0:0:0:0:2");
    assertThat(ipv6.resolve().states()).hasSize(2);
  }

  @Test
  void twoServicesKnowNothingOfEachOther() throws Exception {
    api.has(api.slice("a", "provider", endpoint("10.0.0.1")));
    api.has(api.slice("b", "greeter", endpoint("10.0.1.1")));
    Addresses provider = source(ONE);
    Addresses greeter = source("http://greeter");
    awaitSlices(provider);
    awaitSlices(greeter);
    awaitWatches(2);

    api.change(api.slice("b", "greeter", endpoint("10.0.1.2")));

    awaitAddresses(greeter, "10.0.1.2");
    assertThat(addresses(provider.resolve())).containsExactly("10.0.0.1");
  }

  @Test
  void oneListMayHaveTwoServicesAndOtherHosts() {
    api.has(api.slice("a", "provider", endpoint("10.0.0.1")));
    api.has(api.slice("b", "greeter", endpoint("10.0.1.1")));
    names.put("127.0.0.1", List.of("127.0.0.1"));
    names.put("db.other", List.of("10.2.0.1"));
    Addresses source = source("http://provider,http://greeter,http://127.0.0.1,http://db.other");

    awaitAddresses(source, "10.0.0.1", "10.0.1.1", "127.0.0.1", "10.2.0.1");
    assertThat(source.resolve().source().name()).isEqualTo("endpoint-slices");
    assertThat(source.resolve().source().whyNoBetter())
        .isEqualTo(
            "127.0.0.1 names no Service of the namespace shop; "
                + "db.other names no Service of the namespace shop");
  }

  // LIST and WATCH

  @Test
  void aListHasAsManyPagesAsItNeeds() {
    for (int slice = 0; slice < 45; slice++) {
      api.has(api.slice("s" + slice, "provider", endpoint("10.3.0." + slice)));
    }
    Addresses source = source(ONE);
    awaitSlices(source);

    assertThat(source.resolve().endpoints()).hasSize(45);
    assertThat(api.asked.stream().filter(each -> "provider".equals(each.service())).limit(3))
        .extracting(each -> each.query().get("continue"))
        .containsExactly(null, "20", "40");
  }

  @Test
  void theWatchBeginsWhereTheListEndedAndAsksForBookmarks() {
    api.has(api.slice("a", "provider", endpoint("10.0.0.1")));
    awaitSlices(source(ONE));
    awaitWatches(1);

    Asked watch = api.asked.stream().filter(Asked::isWatch).findFirst().orElseThrow();
    assertThat(watch.path()).isEqualTo("/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices");
    assertThat(watch.query())
        .containsEntry("resourceVersion", api.version())
        .containsEntry("labelSelector", "kubernetes.io/service-name=provider")
        .containsEntry("allowWatchBookmarks", "true");
    assertThat(Integer.parseInt(watch.query().get("timeoutSeconds"))).isBetween(300, 600);
  }

  @Test
  void theNextWatchBeginsAtTheLastBookmark() throws Exception {
    inForce();
    long lists = lists();
    api.bookmark();
    String bookmarked = api.version();

    api.endWatches();

    awaitWatches(1);
    assertThat(lists()).isEqualTo(lists);
    assertThat(api.asked.get(api.requests() - 1).query())
        .containsEntry("resourceVersion", bookmarked);
  }

  @Test
  void aVersionThatIsTooOldLetsItListAnewAsAStatusAndAsAnEvent() throws Exception {
    Addresses source = inForce();
    api.has(api.slice("a", "provider", endpoint("10.0.0.2")));
    api.tell(
        FakeApiServer.json(
                "{'type':'ERROR','object':{'kind':'Status','code':410,'reason':'Expired'}}")
            + "\n");
    api.forgetWatches();
    awaitAddresses(source, "10.0.0.2");
    awaitWatches(1);

    AtomicInteger refused = new AtomicInteger();
    api.onWatch =
        (asked, connection) -> {
          if (refused.incrementAndGet() == 1) {
            FakeApiServer.answer(connection, 410, "{}");
            connection.close();
          } else {
            api.watch(asked, connection);
          }
        };
    api.has(api.slice("a", "provider", endpoint("10.0.0.3")));
    api.endWatches();
    awaitAddresses(source, "10.0.0.3");
    assertThat(source.resolve().source().name()).isEqualTo("endpoint-slices");
    soon().until(() -> refused.get() == 2);
  }

  @Test
  void aPageThatIsTooOldLetsItListAnewFromTheBeginning() {
    for (int slice = 0; slice < 25; slice++) {
      api.has(api.slice("s" + slice, "provider", endpoint("10.3.0." + slice)));
    }
    AtomicInteger pages = new AtomicInteger();
    api.onList =
        (asked, connection) -> {
          if (asked.query().containsKey("continue") && pages.incrementAndGet() == 1) {
            FakeApiServer.answer(connection, 410, "{}");
          } else {
            api.list(asked, connection);
          }
        };
    Addresses source = source(ONE);
    awaitSlices(source);
    assertThat(source.resolve().endpoints()).hasSize(25);
  }

  @Test
  void aWatchThatEndsAtOnceLetsItListAnewAndAtLastResolveNames() {
    api.has(api.slice("a", "provider", endpoint("10.0.0.1")));
    api.onWatch =
        (asked, connection) -> {
          FakeApiServer.beginChunks(connection);
          connection.getOutputStream().write("0\r\n\r\n".getBytes());
          connection.close();
        };
    pace = new Pace(2000, 5000, 30_000, 90_000, 60_000, 10, 200, 300, 60_000, 10);
    Addresses source = source(ONE);

    assertThat(awaitNames(source)).isEqualTo("the API server's watch ends at once");
    assertThat(lists()).isGreaterThanOrEqualTo(2);
  }

  @Test
  void aBrokenWatchIsBegunAgainFromItsVersionBeforeAnybodyIsTold() throws Exception {
    Addresses source = inForce();
    awaitLived();
    long lists = lists();
    SourceInForce before = source.resolve().source();

    api.cut();

    awaitWatches(1);
    assertThat(lists()).isEqualTo(lists);
    assertThat(source.resolve().source()).isEqualTo(before);
  }

  /** Waits until the watch under way is a success: its bookmark is a minute late at most. */
  private void awaitLived() {
    long begin = System.nanoTime();
    soon()
        .until(() -> System.nanoTime() - begin > TimeUnit.MILLISECONDS.toNanos(FAST.livedMillis()));
  }

  // The API server does not answer as it should

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 404, 429, 500, 503, 302})
  void namesAreResolvedWhileTheApiServerRefuses(int status) throws Exception {
    api.has(api.slice("a", "provider", endpoint("10.0.0.1")));
    api.onList = FakeApiServer.refuses(status);
    Addresses source = source(ONE);

    assertThat(awaitNames(source)).isEqualTo("the API server answers " + status);
    awaitAddresses(source, "10.9.9.9");
    assertThat(source.resolve().error()).isNull();

    api.onList = api::list;
    awaitSlices(source);
    awaitAddresses(source, "10.0.0.1");
    assertThat(source.resolve().source().whyNoBetter()).isNull();
  }

  @Test
  void namesAreResolvedWhileTheApiServerListsButDoesNotWatch() throws Exception {
    api.has(api.slice("a", "provider", endpoint("10.0.0.1")));
    api.onWatch = FakeApiServer.refuses(403);
    Addresses source = source(ONE);
    assertThat(awaitNames(source)).isEqualTo("the API server answers 403");
    Resolved first = source.resolve();

    long lists = lists();
    soon().until(() -> lists() >= lists + 3);
    assertThat(source.resolve().source()).isEqualTo(first.source());

    api.onWatch = api::watch;
    awaitSlices(source);
  }

  @Test
  void namesAreResolvedWhileTheApiServerIsNotThere() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Addresses source = source(ONE, api.settings("127.0.0.1", port), AddressFamily.PREFER_IPV4);

    assertThat(awaitNames(source)).startsWith("the API server does not answer: ");
    awaitAddresses(source, "10.9.9.9");
  }

  @Test
  void namesAreResolvedWhileTheApiServerIsSilent() {
    pace = new Pace(2000, 100, 30_000, 90_000, 50, 10, 200, 300, 60_000, 10);
    api.onList = (asked, connection) -> awaitEnd();
    Addresses source = source(ONE);

    assertThat(awaitNames(source)).startsWith("the API server does not answer: ");
    awaitAddresses(source, "10.9.9.9");
  }

  @Test
  void namesAreResolvedWhileTheAnswerComesByteByByte() {
    pace = new Pace(2000, 5000, 200, 90_000, 50, 10, 200, 300, 60_000, 10);
    api.onList =
        (asked, connection) -> {
          connection.getOutputStream().write("HTTP/1.1 200 OK\r\nX: ".getBytes());
          while (end.getCount() > 0) {
            connection.getOutputStream().write('x');
            end.await(20, TimeUnit.MILLISECONDS);
          }
        };
    Addresses source = source(ONE);

    assertThat(awaitNames(source)).endsWith("its answer does not end");
  }

  @Test
  void aWatchWithoutAnEventForTooLongIsSilentThoughBytesCome() {
    pace = new Pace(2000, 5000, 30_000, 300, 50, 10, 200, 300, 60_000, 10);
    api.has(api.slice("a", "provider", endpoint("10.0.0.1")));
    api.onWatch =
        (asked, connection) -> {
          FakeApiServer.beginChunks(connection);
          while (end.getCount() > 0) {
            FakeApiServer.chunk(connection, "\n");
            end.await(20, TimeUnit.MILLISECONDS);
          }
        };
    Addresses source = source(ONE);

    assertThat(awaitNames(source)).isEqualTo("the API server's watch is silent for 300 ms");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no JSON",
        "<html></html>",
        "7",
        "[]",
        "{}",
        "{\"kind\":\"PodList\",\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[]}",
        "{\"kind\":\"EndpointSliceList\",\"metadata\":{},\"items\":[]}",
        "{\"kind\":\"EndpointSliceList\",\"metadata\":7,\"items\":[]}",
        "{\"kind\":\"EndpointSliceList\",\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[7]}",
        "{\"kind\":\"EndpointSliceList\",\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[{}]}",
        "{\"kind\":\"EndpointSliceList\",\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[",
        "DEEP",
        "LONG",
        "ENDLESS",
        "MANY PAGES"
      })
  void namesAreResolvedWhileTheListIsNonsense(String list) throws Exception {
    api.onList =
        (asked, connection) -> {
          switch (list) {
            case "DEEP" ->
                FakeApiServer.answer(connection, 200, "{\"items\":" + "[".repeat(99_999));
            case "LONG" -> FakeApiServer.answer(connection, 200, "{\"x\":\"" + "x".repeat(2 << 20));
            case "ENDLESS" -> {
              FakeApiServer.beginChunks(connection);
              FakeApiServer.chunk(connection, "{\"kind\":\"EndpointSliceList\",\"items\":[");
              for (int slice = 0; end.getCount() > 0; slice++) {
                FakeApiServer.chunk(
                    connection, "{\"metadata\":{\"name\":\"s" + slice + "\"},\"endpoints\":null},");
              }
            }
            case "MANY PAGES" ->
                FakeApiServer.answer(
                    connection,
                    200,
                    "{\"kind\":\"EndpointSliceList\",\"metadata\":{\"resourceVersion\":\"1\","
                        + "\"continue\":\"more\"},\"items\":null}");
            default -> FakeApiServer.answer(connection, 200, list);
          }
        };
    Addresses source = source(ONE);

    assertThat(awaitNames(source)).startsWith("the API server");
    awaitAddresses(source, "10.9.9.9");

    api.has(api.slice("a", "provider", endpoint("10.0.0.1")));
    api.onList = api::list;
    awaitSlices(source);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no JSON",
        "7",
        "{}",
        "{\"type\":\"ADDED\"}",
        "{\"type\":\"ADDED\",\"object\":null}",
        "{\"type\":\"ADDED\",\"object\":{\"kind\":\"Pod\",\"metadata\":{\"resourceVersion\":\"1\"}}}",
        "{\"type\":\"ADDED\",\"object\":{\"kind\":\"EndpointSlice\",\"metadata\":{\"name\":\"a\"}}}",
        "{\"type\":\"ADDED\",\"object\":{\"kind\":\"EndpointSlice\",\"metadata\":{\"resourceVersion\":\"1\"}}}",
        "{\"type\":\"SUNG\",\"object\":{\"kind\":\"EndpointSlice\",\"metadata\":{\"resourceVersion\":\"1\"}}}",
        "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":500,\"reason\":\"InternalError\"}}",
        "{\"type\":\"ERROR\"}",
        "DEEP",
        "LONG"
      })
  void aWatchThatTellsNonsenseIsListedAnew(String line) throws Exception {
    Addresses source = inForce();
    api.has(api.slice("a", "provider", endpoint("10.0.0.2")));
    api.onWatch = FakeApiServer.refuses(403);

    switch (line) {
      case "DEEP" -> api.tell("[".repeat(99_999) + "\n");
      case "LONG" -> {
        for (int part = 0; part < 20; part++) {
          try {
            api.tell(" ".repeat(1 << 16));
          } catch (IOException hungUp) {
            break;
          }
        }
      }
      default -> api.tell(line + "\n");
    }

    assertThat(awaitNames(source)).isNotEmpty();
    api.onWatch = api::watch;
    awaitSlices(source);
    awaitAddresses(source, "10.0.0.2");
  }

  @Test
  void goesOnAfterAnError() {
    AtomicInteger draws = new AtomicInteger();
    random =
        () -> {
          if (draws.incrementAndGet() == 1) {
            throw new NoClassDefFoundError("of a library");
          }
          return ThreadLocalRandom.current();
        };
    api.has(api.slice("a", "provider", endpoint("10.0.0.1")));
    Addresses source = source(ONE);
    awaitNames(source);
    awaitSlices(source);
  }

  // Names beside slices

  @Test
  void namesAnswerUntilTheFirstListIsThereAndThenRest() throws Exception {
    CountDownLatch list = new CountDownLatch(1);
    api.has(api.slice("a", "provider", endpoint("10.0.0.1")));
    api.onList =
        (asked, connection) -> {
          list.await();
          api.list(asked, connection);
        };
    Addresses source = source(ONE);
    awaitAddresses(source, "10.9.9.9");
    assertThat(source.resolve().source().name()).isEqualTo("names");
    assertThat(source.resolve().source().whyNoBetter()).isNull();

    list.countDown();
    awaitSlices(source);
    awaitAddresses(source, "10.0.0.1");
    soon().until(this::lookupsRest);
  }

  private boolean lookupsRest() throws InterruptedException {
    int before = lookups.get();
    // Six times the pause between two lookups.
    return !end.await(120, TimeUnit.MILLISECONDS) && lookups.get() == before;
  }

  @Test
  void nothingIsDroppedBeforeTheFirstGoodAnswerOfTheName() throws Exception {
    Addresses source = inForce();
    names.put("provider", List.of());
    api.onWatch = FakeApiServer.refuses(401);
    api.onList = FakeApiServer.refuses(401);
    api.cut();
    awaitNames(source);
    assertThat(addresses(source.resolve())).containsExactly("10.0.0.1");
    soon().until(() -> source.resolve().error() != null);
    assertThat(source.resolve().error()).isEqualTo("no answer yet for provider");
    assertThat(addresses(source.resolve())).containsExactly("10.0.0.1");
  }

  @Test
  void theInstancesStayWhenNamesFailToo() throws Exception {
    Addresses source = inForce();
    names.remove("provider");
    api.onWatch = FakeApiServer.refuses(401);
    api.onList = FakeApiServer.refuses(401);
    api.cut();
    awaitNames(source);
    soon().until(() -> source.resolve().error() != null);
    assertThat(source.resolve().error()).isEqualTo("no address is known for provider");
    assertThat(addresses(source.resolve())).containsExactly("10.0.0.1");

    names.put("provider", List.of("10.9.9.1"));
    awaitAddresses(source, "10.9.9.1");
  }

  @Test
  void anAddressKeepsItsPlaceWhileNamesAreInForceButItsConditionsAreUnknown() throws Exception {
    api.has(
        api.slice(
            "a",
            "provider",
            endpoint("10.0.0.1", "'zone':'eu-1a'", conditions(true, true, false))));
    Addresses source = source(ONE);
    awaitSlices(source);
    awaitWatches(1);
    names.put("provider", List.of("10.0.0.1", "10.0.0.2"));
    api.onWatch = FakeApiServer.refuses(401);
    api.onList = FakeApiServer.refuses(401);
    api.cut();
    awaitNames(source);
    awaitAddresses(source, "10.0.0.1", "10.0.0.2");

    EndpointState known = state(source.resolve(), "10.0.0.1");
    assertThat(known.zone()).isEqualTo("eu-1a");
    assertThat(known.ready()).isNull();
    assertThat(state(source.resolve(), "10.0.0.2")).isNull();
  }

  @Test
  void sinceWhenASourceIsInForceIsKnown() throws Exception {
    TestClock moved = new TestClock(0);
    clock = moved;
    Addresses source = inForce();
    moved.pass(1, TimeUnit.MINUTES);
    api.onWatch = FakeApiServer.refuses(403);
    api.onList = FakeApiServer.refuses(403);
    api.cut();
    soon()
        .until(
            () -> {
              moved.pass(1, TimeUnit.SECONDS);
              return source.resolve().source().name().equals("names");
            });
    SourceInForce away = source.resolve().source();
    for (int minute = 0; minute < 10; minute++) {
      int before = api.requests();
      moved.pass(1, TimeUnit.MINUTES);
      soon()
          .until(
              () -> {
                moved.pass(1, TimeUnit.SECONDS);
                return api.requests() > before;
              });
      assertThat(source.resolve().source().name()).isEqualTo("names");
      assertThat(source.resolve().source().since()).isEqualTo(away.since());
      assertThat(source.resolve().endpoints()).isNotEmpty();
    }
    api.onWatch = api::watch;
    api.onList = api::list;
    soon()
        .until(
            () -> {
              moved.pass(1, TimeUnit.SECONDS);
              return source.resolve().source().name().equals("endpoint-slices");
            });
    assertThat(source.resolve().source().since()).isAfter(away.since().plusSeconds(600));
  }

  @Test
  void aServiceWithoutAnySliceIsResolvedByItsName() throws Exception {
    Addresses source = source(ONE);
    assertThat(awaitNames(source)).isEqualTo("no EndpointSlice belongs to a Service provider");
    awaitAddresses(source, "10.9.9.9");
    awaitWatches(1);

    api.change(api.slice("a", "provider", endpoint("10.0.0.1")));
    awaitSlices(source);
    awaitAddresses(source, "10.0.0.1");

    api.delete("a");
    awaitNames(source);
  }

  @Test
  void outsideAClusterNamesAreResolvedAndNobodyAsksForSlices() throws Exception {
    Addresses nowhere = source(ONE, api.settings("", 443), AddressFamily.PREFER_IPV4);
    assertThat(awaitNames(nowhere)).startsWith("no cluster: ");
    awaitAddresses(nowhere, "10.9.9.9");

    Files.delete(account.resolve("token"));
    Addresses withoutToken = source(ONE);
    assertThat(awaitNames(withoutToken)).startsWith("no service account's token in ");
    awaitAddresses(withoutToken, "10.9.9.9");
    assertThat(api.requests()).isZero();
  }

  // The service account

  @Test
  void eachRequestHasTheTokenOfItsTime() throws Exception {
    inForce();
    assertThat(api.asked).extracting(Asked::token).containsOnly("first");
    api.write("token", "second");

    api.endWatches();

    awaitWatches(1);
    assertThat(api.asked.get(api.requests() - 1).token()).isEqualTo("second");
  }

  @Test
  void onlyTheClustersOwnAuthorityIsTrustedAndItMayChange() throws Exception {
    api.has(api.slice("a", "provider", endpoint("10.0.0.1")));
    String right = Files.readString(account.resolve("ca.crt"));
    api.write("ca.crt", FakeApiServer.pem(FakeApiServer.stranger()));
    Addresses source = source(ONE);
    assertThat(awaitNames(source)).contains("SSLHandshakeException");
    api.write("ca.crt", "no certificate");
    soon().until(() -> !awaitNames(source).contains("SSLHandshakeException"));
    assertThat(api.requests()).isZero();

    api.write("ca.crt", right);
    awaitSlices(source);
  }

  @Test
  void theCertificateMustBeOfTheApiServersName() {
    api.has(api.slice("a", "provider", endpoint("10.0.0.1")));
    ClusterSettings other = api.settings("localhost", api.settings().port());
    Addresses source = source(ONE, other, AddressFamily.PREFER_IPV4);

    assertThat(awaitNames(source)).contains("SSLHandshakeException");
    assertThat(api.requests()).isZero();
  }

  // The own zone, idleness, the end

  private String ownPod(String zone) {
    return endpoint("10.5.0.1", "'targetRef':{'kind':'Pod','name':'consumer-1'}", zone);
  }

  @Test
  void theOwnZoneIsThatOfTheOwnPodInAnySliceOfTheNamespace() {
    api.has(api.slice("other", "consumer", ownPod("'zone':'eu-1b'")));
    api.has(api.slice("a", "provider", endpoint("10.0.0.1", "'zone':'eu-1a'")));
    Addresses source = source(ONE);
    soon().until(() -> "eu-1b".equals(source.resolve().ownZone()));

    assertThat(api.asked.stream().filter(each -> each.service() == null)).hasSize(1);
  }

  @Test
  void aZoneThatIsSetGoesBeforeAndNobodyLooksForIt() {
    api.has(api.slice("other", "consumer", ownPod("'zone':'eu-1b'")));
    api.has(api.slice("a", "provider", endpoint("10.0.0.1")));
    ClusterSettings set =
        new ClusterSettings("127.0.0.1", api.settings().port(), account, "consumer-1", "somewhere");
    Addresses source = source(ONE, set, AddressFamily.PREFER_IPV4);
    awaitSlices(source);
    awaitWatches(1);

    assertThat(source.resolve().ownZone()).isEqualTo("somewhere");
    assertThat(api.asked.stream().filter(each -> each.service() == null)).isEmpty();
  }

  @Test
  void anIdleConsumerAsksAtMostOnceAMinuteBesideTheWatchAndNotOnceItsZoneIsKnown()
      throws Exception {
    TestClock moved = TestClock.overflowingIn(200);
    clock = moved;
    // One watch lasts longer than the six minutes that pass here.
    pace = new Pace(2000, 5000, 30_000, 90_000, 50, 10, 200, 600, 60_000, 10);
    Addresses source = inForce();
    int before = api.requests();
    for (int minute = 1; minute <= 4; minute++) {
      for (int event = 0; event < 3; event++) {
        api.bookmark();
      }
      moved.pass(61, TimeUnit.SECONDS);
      api.bookmark();
      int looks = minute;
      soon().until(() -> api.requests() == before + looks);
    }
    api.has(api.slice("other", "consumer", ownPod("'zone':'eu-1b'")));
    moved.pass(61, TimeUnit.SECONDS);
    api.bookmark();
    soon().until(() -> "eu-1b".equals(source.resolve().ownZone()));
    assertThat(api.requests()).isEqualTo(before + 5);

    api.change(api.slice("a", "provider", endpoint("10.0.0.2")));
    moved.pass(61, TimeUnit.SECONDS);
    api.bookmark();
    api.change(api.slice("a", "provider", endpoint("10.0.0.3")));
    awaitAddresses(source, "10.0.0.3");
    assertThat(api.requests()).isEqualTo(before + 5);
  }

  @Test
  void aPodWithoutAZoneIsLookedForAgainOnlyWhenTheWatchBeginsAnew() throws Exception {
    TestClock moved = new TestClock(0);
    clock = moved;
    api.has(api.slice("other", "consumer", ownPod("'nodeName':'n1'")));
    Addresses source = inForce();
    int before = api.requests();
    moved.pass(61, TimeUnit.SECONDS);
    api.bookmark();
    api.change(api.slice("a", "provider", endpoint("10.0.0.2")));
    awaitAddresses(source, "10.0.0.2");
    assertThat(api.requests()).isEqualTo(before);

    api.has(api.slice("other", "consumer", ownPod("'zone':'eu-1b'")));
    api.endWatches();
    soon().until(() -> "eu-1b".equals(source.resolve().ownZone()));
    awaitWatches(1);
    assertThat(api.requests()).isEqualTo(before + 2);
  }

  @Test
  void theZoneIsNotNeededForTheSlices() {
    api.has(api.slice("a", "provider", endpoint("10.0.0.1")));
    api.onList =
        (asked, connection) -> {
          if (asked.service() == null) {
            FakeApiServer.answer(connection, 403, "{}");
          } else {
            api.list(asked, connection);
          }
        };
    Addresses source = source(ONE);
    awaitSlices(source);
    awaitWatches(1);
    assertThat(source.resolve().ownZone()).isNull();
  }

  private static boolean isThread(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(each -> each.getName().equals(name));
  }

  @Test
  void oneThreadWatchesAServiceAndClosingEndsItAtOnce() {
    api.has(api.slice("a", "closing", endpoint("10.0.0.1")));
    names.put("closing", List.of("10.0.0.1"));
    Addresses source = source("http://closing");
    awaitSlices(source);
    awaitWatches(1);
    assertThat(
            Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().equals("discovery-watch-closing")))
        .hasSize(1);

    source.close();

    soon().until(() -> !isThread("discovery-watch-closing"));
    assertThat(isThread("discovery-lookup-closing")).isFalse();
  }
}
