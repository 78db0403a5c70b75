package local.microservice.consumer.page.faults;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonString;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import local.microservice.consumer.page.http.BoundedExchange;
import local.microservice.discovery.Discovery;
import local.microservice.discovery.instance.Instance;
import local.microservice.service.ServiceApi;

/**
 * The faults of the instances, whoever set them: each instance is asked from time to time.
 * Thread-safe.
 */
@ApplicationScoped
public class FaultsInForce {

  /** The most instances that are asked at a time, so that a look costs little for 500, too. */
  private static final int ASKED_AT_ONCE = 12;

  private static final Duration PATIENCE = Duration.ofMillis(900);
  private static final int LONGEST_ANSWER = 1024;
  private static final int LONGEST_DELAY = 40;

  private static final JsonBuilderFactory JSON = Json.createBuilderFactory(Map.of());
  private static final JsonReaderFactory READERS = Json.createReaderFactory(Map.of());

  @Inject Discovery discovery;

  private final Map<Long, JsonObject> byInstance = new ConcurrentHashMap<>();
  private final Set<Long> asked = ConcurrentHashMap.newKeySet();
  private final AtomicLong changes = new AtomicLong();
  private boolean enabled;
  private int next;

  @PostConstruct
  void start() {
    enabled = ServiceApi.hasFaults();
  }

  /** {@return whether this consumer makes instances sick on request} */
  public boolean isEnabled() {
    return enabled;
  }

  /**
   * Tells the fault of an instance, as far as it is known.
   *
   * @param instance the instance
   * @return {@code status}, {@code rate} and {@code delay}; empty for none
   */
  public Optional<JsonObject> of(Instance instance) {
    return Optional.ofNullable(byInstance.get(instance.id()));
  }

  /**
   * Asks the next few instances, if they may have faults. Waits for no answer. One thread at a time
   * may look.
   */
  public void look() {
    if (!enabled) {
      return;
    }
    List<Instance> all =
        discovery.services().stream().flatMap(service -> service.view().known().stream()).toList();
    byInstance.keySet().retainAll(all.stream().map(Instance::id).collect(Collectors.toSet()));
    for (int count = Math.min(ASKED_AT_ONCE, all.size()); count > 0; count--) {
      next = (next + 1) % all.size();
      ask(all.get(next));
    }
  }

  private void ask(Instance instance) {
    HttpRequest request;
    try {
      request =
          HttpRequest.newBuilder(URI.create(instance.address() + "/faults"))
              .header("Accept", "application/json")
              .build();
    } catch (IllegalArgumentException oddName) {
      return;
    }
    if (!asked.add(instance.id())) {
      return;
    }
    long before = changes.get();
    BoundedExchange.send(request, LONGEST_ANSWER, PATIENCE)
        .whenComplete(
            (answer, failure) -> {
              asked.remove(instance.id());
              // The answer may be older than what somebody has set in the meantime.
              if (changes.get() == before) {
                keep(instance, failure == null ? fault(answer) : Optional.empty());
              }
            });
  }

  private void keep(Instance instance, Optional<JsonObject> fault) {
    fault.ifPresentOrElse(
        found -> byInstance.put(instance.id(), found), () -> byInstance.remove(instance.id()));
  }

  /** An instance has been made sick. */
  void set(String service, Instance instance, byte[] answer) {
    Optional<JsonObject> fault = fault(answer);
    changes.incrementAndGet();
    keep(instance, fault);
    fault.ifPresent(found -> tell(service, "fault-set", instance, found));
  }

  /** An instance has been made well. */
  void remove(String service, Instance instance) {
    changes.incrementAndGet();
    byInstance.remove(instance.id());
    tell(service, "fault-removed", instance, null);
  }

  private void tell(String service, String type, Instance instance, JsonObject fault) {
    JsonObjectBuilder details = JSON.createObjectBuilder().add("address", instance.address());
    if (fault != null) {
      details.add("fault", fault);
    }
    discovery.events().add(service, type, details.build());
  }

  private static Optional<JsonObject> fault(HttpResponse<byte[]> answer) {
    return answer.statusCode() == 200 ? fault(answer.body()) : Optional.empty();
  }

  private static boolean waits(JsonObject fault) {
    return !Duration.parse(fault.getString("delay")).isZero();
  }

  /** Reads only the members that a fault has: any server may have given the answer. */
  static Optional<JsonObject> fault(byte[] answer) {
    try (var reader = READERS.createReader(new ByteArrayInputStream(answer))) {
      JsonObject read = reader.readObject();
      JsonObjectBuilder fault = JSON.createObjectBuilder();
      if (read.get("status") instanceof JsonNumber status) {
        fault.add("status", status.intValue());
      }
      double rate = read.getJsonNumber("rate").doubleValue();
      if (rate <= 0 || rate > 1) {
        return Optional.empty();
      }
      fault.add("rate", rate);
      if (read.get("delay") instanceof JsonString delay
          && delay.getString().length() <= LONGEST_DELAY) {
        fault.add("delay", delay.getString());
      }
      JsonObject found = fault.build();
      // A fault that neither answers nor waits does nothing.
      return found.containsKey("status") || found.containsKey("delay") && waits(found)
          ? Optional.of(found)
          : Optional.empty();
    } catch (RuntimeException noFault) {
      // The parser throws other exceptions than JsonException for some bodies.
      return Optional.empty();
    }
  }
}
