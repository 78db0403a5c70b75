package local.microservice.discovery.kubernetes;

import static local.microservice.discovery.kubernetes.FakeApiServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import local.microservice.discovery.kubernetes.Slice.Member;
import local.microservice.discovery.resolve.EndpointState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SliceTest {

  private static Slice slice(String type, String endpoints) throws Exception {
    return Slice.of(
        json(
            "{'metadata':{'name':'s'},'addressType':'%s','endpoints':%s}"
                .formatted(type, endpoints)));
  }

  private static Member member(String more) throws Exception {
    List<Member> members =
        slice("IPv4", "[{'addresses':['10.0.0.1'],%s}]".formatted(more)).members();
    assertThat(members).hasSize(1);
    return members.get(0);
  }

  @Test
  void hasWhatTheClusterSaysOfAnEndpoint() throws Exception {
    Member member =
        member(
            "'conditions':{'ready':false,'serving':true,'terminating':true},'nodeName':'n1',"
                + "'zone':'a','hints':{'forZones':[{'name':'a'},{'name':'b'}]},"
                + "'targetRef':{'kind':'Pod','name':'p1'}");

    assertThat(member)
        .isEqualTo(
            new Member(
                InetAddress.getByName("10.0.0.1"),
                new EndpointState(false, true, true, "a", "n1", Set.of("a", "b")),
                "p1"));
  }

  @ParameterizedTest
  @CsvSource({
    "'', true, true, false",
    "'ready':null, true, true, false",
    "'ready':false, false, false, false",
    "'ready':true, true, true, false",
    "'serving':false, true, false, false",
    "'ready':false;'serving':true;'terminating':true, false, true, true",
    "'ready':'no';'serving':7;'terminating':[], true, true, false"
  })
  void takesAnAbsentConditionAsTheApiSays(
      String conditions, boolean ready, boolean serving, boolean terminating) throws Exception {
    String present = conditions.replace(';', ',');
    EndpointState state =
        member("'conditions':{%s}".formatted(present.equals("''") ? "" : present)).state();

    assertThat(state)
        .isEqualTo(new EndpointState(ready, serving, terminating, null, null, Set.of()));
    if (conditions.isEmpty()) {
      assertThat(member("'conditions':null").state()).isEqualTo(state);
      assertThat(member("'x':0").state()).isEqualTo(state);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "true, true, false, true, false",
    "false, false, false, false, false",
    // A Service that publishes the addresses of instances that are not ready.
    "true, false, false, false, false",
    "true, true, true, false, true",
    "false, true, true, false, true",
    "false, false, true, false, false"
  })
  void judgesByServingAndTerminatingToo(
      boolean ready, boolean serving, boolean terminating, boolean usable, boolean lastResort)
      throws Exception {
    Member member = member(FakeApiServer.conditions(ready, serving, terminating));

    assertThat(member.isUsable()).isEqualTo(usable);
    assertThat(member.isLastResort()).isEqualTo(lastResort);
  }

  @Test
  void hasNoEndpointsWhereThereAreNone() throws Exception {
    assertThat(slice("IPv4", "null").members()).isEmpty();
    assertThat(slice("IPv4", "[]").members()).isEmpty();
    assertThat(slice("IPv4", "7").members()).isEmpty();
    assertThat(Slice.of(json("{'metadata':{'name':'s'}}")).members()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "7",
        "{'addresses':null}",
        "{'addresses':[]}",
        "{'addresses':[7]}",
        "{'addresses':['example.com']}",
        "{'addresses':['10.0.0']}",
        "{'addresses':['10.0.0.300']}",
        "{'addresses':['fd00::1']}",
        "{'addresses':['']}"
      })
  void ignoresAnEndpointWithoutAnAddressAndLooksUpNoName(String endpoint) throws Exception {
    assertThat(slice("IPv4", "[%s,{'addresses':['10.0.0.2']}]".formatted(endpoint)).members())
        .extracting(each -> each.ip().getHostAddress())
        .containsExactly("10.0.0.2");
  }

  @Test
  void hasAddressesOfBothFamiliesAndNoNames() throws Exception {
    String endpoints = "[{'addresses':['%s']}]";
    assertThat(slice("IPv6", endpoints.formatted("fd00::1")).members()).hasSize(1);
    assertThat(slice("IPv6", endpoints.formatted("10.0.0.1")).members()).isEmpty();
    assertThat(slice("IPv6", endpoints.formatted(":::::")).members()).isEmpty();
    assertThat(slice("FQDN", endpoints.formatted("10.0.0.1")).members()).isEmpty();
    assertThat(slice("FQDN", endpoints.formatted("example.com")).members()).isEmpty();
  }

  @Test
  void keepsNoTextThatIsTooLongForAName() throws Exception {
    String endless = "x".repeat(254);
    Member member =
        member(
            "'zone':'%s','nodeName':'%s','hints':{'forZones':[{'name':'%s'},7]},'targetRef':{'kind':'Pod','name':'%s'}"
                .formatted(endless, endless, endless, endless));

    assertThat(member.state().zone()).isNull();
    assertThat(member.state().node()).isNull();
    assertThat(member.state().forZones()).isEmpty();
    assertThat(member.pod()).isNull();
    assertThatThrownBy(() -> Slice.of(json("{'metadata':{'name':'%s'}}".formatted(endless))))
        .isInstanceOf(ApiFailure.class);
  }

  @Test
  void refusesWhatHasNoName() {
    assertThatThrownBy(() -> Slice.of(json("{}"))).isInstanceOf(ApiFailure.class);
  }

  @Test
  void knowsOnlyPodsAsPods() throws Exception {
    assertThat(member("'targetRef':{'kind':'Node','name':'p1'}").pod()).isNull();
  }

  @Test
  void countsAnAddressOnceThoughTwoSlicesHaveIt() throws Exception {
    String one = "[{'addresses':['10.0.0.1'],%s}]";
    Slice ended = slice("IPv4", one.formatted(FakeApiServer.conditions(false, true, true)));
    Slice begun = slice("IPv4", one.formatted(FakeApiServer.conditions(true, true, false)));

    for (List<Slice> order : List.of(List.of(ended, begun), List.of(begun, ended))) {
      KnownSlices known = KnownSlices.of(order);
      assertThat(known.usable()).containsExactly(InetAddress.getByName("10.0.0.1"));
      assertThat(known.states().values())
          .singleElement()
          .extracting(EndpointState::terminating)
          .isEqualTo(false);
    }
  }

  @Test
  void usesThoseThatTerminateOnlyWhenNoneIsReady() throws Exception {
    String ready = "{'addresses':['10.0.0.1']}";
    String ending =
        "{'addresses':['10.0.0.2'],%s}".formatted(FakeApiServer.conditions(false, true, true));
    String starting =
        "{'addresses':['10.0.0.3'],%s}".formatted(FakeApiServer.conditions(true, false, false));
    String gone =
        "{'addresses':['10.0.0.4'],%s}".formatted(FakeApiServer.conditions(false, false, true));

    assertThat(usable(ready, ending, starting, gone)).containsExactly("10.0.0.1");
    assertThat(usable(ending, starting, gone)).containsExactly("10.0.0.2");
    assertThat(usable(starting, gone)).isEmpty();
    assertThat(KnownSlices.of(List.of(slice("IPv4", "[%s,%s]".formatted(starting, gone)))).states())
        .hasSize(2);
    assertThat(KnownSlices.of(List.of()).isAny()).isFalse();
    assertThat(KnownSlices.of(List.of(slice("IPv4", "null"))).isAny()).isTrue();
  }

  private static List<String> usable(String... endpoints) throws Exception {
    Slice slice = slice("IPv4", "[%s]".formatted(String.join(",", endpoints)));
    return KnownSlices.of(List.of(slice)).usable().stream()
        .map(InetAddress::getHostAddress)
        .toList();
  }
}
