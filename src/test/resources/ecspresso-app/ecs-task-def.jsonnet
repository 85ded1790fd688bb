local container = import 'lib/container.libsonnet';
local env = std.native('env');

{
  family: 'greeter',
  networkMode: 'awsvpc',
  requiresCompatibilities: ['FARGATE'],
  cpu: '256',
  memory: '512',
  executionRoleArn: '{{ tfstate `aws_iam_role.execution.arn` }}',
  containerDefinitions: [
    container('app', 8000) {
      environment: [
        { name: 'GREETING', value: env('GREETING', 'hello') },
        { name: 'QUEUE', value: "{{ tfstate `aws_sqs_queue.jobs['urgent'].url` }}" },
      ],
    },
  ],
}
