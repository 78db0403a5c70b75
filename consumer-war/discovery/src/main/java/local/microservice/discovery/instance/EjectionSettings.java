package local.microservice.discovery.instance;

/**
 * When an instance is taken out of rotation, and for how long. All times are in milliseconds.
 *
 * @param consecutiveFailures so many failures in a row eject it
 * @param volume so many calls in the window make instances comparable
 * @param successRateGap how far its success rate may be below its peers', 0 to 1
 * @param latencyFactor how many times its peers' median latency its own may be
 * @param latencyGapMillis how far its median latency may be above its peers' in any case
 * @param warmUpMillis how long a new instance may be slow
 * @param stallMillis how long it may leave five calls and more without any answer
 * @param baseMillis how long the first ejection lasts; each in a row lasts twice as long
 * @param maxMillis how long an ejection lasts at most; a fifth more or less is drawn for each, as
 *     many consumers must not all come back at once
 * @param startingMillis how long the ejection of an instance lasts that has not answered yet
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
