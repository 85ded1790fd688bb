package dev.taskdock.aws;

import dev.taskdock.app.Aws;
import dev.taskdock.model.Locality;
import java.util.Map;

/// Opens AWS through its SDK; listed in `META-INF/services`.
public final class SdkOpener implements Aws.Opener {
  @Override
  public Aws open(Locality locality, Map<String, String> environment) {
    return new SdkAws(Clients.of(locality.region(), environment));
  }
}
