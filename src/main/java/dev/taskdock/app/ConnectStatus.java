package dev.taskdock.app;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// How the tasks of a service do with an endpoint of Service Connect.
///
/// @param name as they call it, `api:80`
/// @param tasks how many they are connected to, in turn
/// @param count of requests, or of connections where there are none
/// @param reason why they are connected to nobody, or not to all
/// @param metrics by CloudWatch's names
public record ConnectStatus(
    String client,
    String name,
    String namespace,
    String server,
    String discoveryName,
    String protocol,
    int tasks,
    long count,
    Optional<String> reason,
    Map<String, Double> metrics) {
  public ConnectStatus {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }
}
