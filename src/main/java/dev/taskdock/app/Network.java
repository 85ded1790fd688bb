package dev.taskdock.app;

import dev.taskdock.model.AwsVpcConfiguration;
import dev.taskdock.model.Vpc;
import java.util.Optional;

/// The network around tasks, where one is declared.
///
/// @param standalone where tasks lie that no service launches
public record Network(Vpc vpc, Optional<AwsVpcConfiguration> standalone) {}
