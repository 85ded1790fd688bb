/// What `terraform show -json` prints, a plan or a state, into the trees that the other readers
/// take.
///
/// ```
/// TerraformFiles.read(source, new TerraformSetting(…), problems)
/// ```
///
/// [Plan] is the file: instances of resources with their values, and of a plan the configuration
/// behind them. [Block] reads a resource or a block of it by the provider's words; what a plan
/// leaves out because only an apply will know it is looked for by [References], through variables,
/// outputs and modules, and found as the name of another resource. Then [TaskDefinitions],
/// [Services], [Balancers] with [Flows], [Networks], [Names] and [Scaling] say the same in the
/// words of ECS, Elastic Load Balancing and `taskdock.yaml`.
///
/// A reference tells which resource is meant, never a text: `container_definitions` with one value
/// that is not known yet is not in the plan at all. That is an error which names what to give.
///
/// Why not HCL: it is a language with functions, providers and workspaces; only Terraform evaluates
/// it as Terraform does, and a plan is its answer.
@org.jspecify.annotations.NullMarked
package dev.taskdock.input.terraform;
