package dev.taskdock.launch;

import dev.taskdock.model.Environment;
import dev.taskdock.model.Locality;
import dev.taskdock.model.RuntimeId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The variables that the platform gives a container.
///
/// They win over a user's own of the same name, as the agent writes them last; only the region
/// yields, both of its variables to either. The region that an image sets is not known here.
///
/// Source: the agent's `InjectV4MetadataEndpoint` and its siblings, `ApplyRegionToContainer`.
///
/// @param endpoint whether somebody answers at 169.254.170.2; without, no variable leads there
/// @param credentials the path of the task role's credentials, empty where the task has no role
public record TaskEnvironment(Locality locality, boolean endpoint, Optional<String> credentials) {
  private static final String ENDPOINT = "http://169.254.170.2";
  private static final List<String> REGIONS = List.of("AWS_REGION", "AWS_DEFAULT_REGION");

  /// The variables of a container: `own` and the platform's.
  public Environment of(RuntimeId container, Environment own) {
    var variables = new LinkedHashMap<>(own.variables());
    if (REGIONS.stream().noneMatch(variables::containsKey)) {
      REGIONS.forEach(name -> variables.put(name, locality.region()));
    }
    variables.put("AWS_EXECUTION_ENV", "AWS_ECS_FARGATE");
    if (endpoint) {
      variables.putAll(leadingTo(container));
    }
    return new Environment(variables);
  }

  private Map<String, String> leadingTo(RuntimeId container) {
    var variables = new LinkedHashMap<String, String>();
    variables.put("ECS_CONTAINER_METADATA_URI_V4", ENDPOINT + "/v4/" + container);
    variables.put("ECS_CONTAINER_METADATA_URI", ENDPOINT + "/v3/" + container);
    variables.put("ECS_AGENT_URI", ENDPOINT + "/api/" + container);
    credentials.ifPresent(path -> variables.put("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", path));
    return variables;
  }
}
