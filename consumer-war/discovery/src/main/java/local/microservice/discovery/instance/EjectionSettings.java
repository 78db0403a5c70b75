package local.microservice.discovery.instance;

/**
 * When an instance is ejected, and for how long. All times are in milliseconds.
 *
 * @param consecutiveFailures this many failures in a row eject an instance
 * @param volume an instance with this many calls in the window can be compared
 * @param successRateGap how far an instance's success rate may be below its peers', 0 to 1
 * @param latencyFactor how many times its peers' median latency an instance's own may be
 * @param latencyGapMillis how far an instance's median latency may always be above its peers'
 * @param warmUpMillis how long a new instance may be slow
 * @param stallMillis how long an instance may leave five or more calls without any answer
 * @param baseMillis how long the first ejection lasts; each ejection in a row lasts twice as long
 * @param maxMillis how long an ejection lasts at most; each ejection is up to a fifth longer or
 *     shorter at random, so that many consumers do not return at once
 * @param startingMillis how long an instance that has not answered yet is ejected
 * @param trialMillis how long a trial lasts at most
 */
public record EjectionSettings(
    int consecutiveFailures,
    int volume,
    double successRateGap,
    double latencyFactor,
    double latencyGapMillis,
    long warmUpMillis,
    long stallMillis,
    long baseMillis,
    long maxMillis,
    long startingMillis,
    long trialMillis) {}
