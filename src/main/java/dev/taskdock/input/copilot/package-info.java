/// Manifests of AWS Copilot, `copilot/*/manifest.yml`, into the trees that the other readers take.
///
/// [CopilotManifests] reads several of one application together. [Manifest] is one with the section
/// of its environment merged over it and variables of the shell filled in. [CopilotTask] makes the
/// task definition that `copilot svc deploy` would register, [CopilotService] the service, the
/// rules of the environment's load balancer, the service's own network load balancer, the names it
/// is found by and how it scales.
///
/// ```
/// CopilotManifests.read(List.of(source), new CopilotSetting(…), problems)
/// ```
///
/// Source: the manifests' documentation and the templates that Copilot packages: family
/// `APP-ENV-NAME`, one load balancer per environment, `NAME.ENV.APP.local` for names. What becomes
/// something else of AWS's than a task (topics, queues, tracing) is not run, and said.
///
/// Why not the packaged templates alone: `copilot svc package` needs an account, and those who lost
/// `copilot run local` have manifests. The templates are read as any other template.
@org.jspecify.annotations.NullMarked
package dev.taskdock.input.copilot;
