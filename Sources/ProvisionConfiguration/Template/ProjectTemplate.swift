import YAMLDocument

/// The `provision.yaml` that `init` writes.
package enum ProjectTemplate {
    /// A commented minimal configuration that parses without problems.
    package static func text(for facts: ProjectFacts) -> String {
        """
        # How semantest-provision deploys this project. `semantest-provision schema` prints every key.
        project: \(facts.projectName)
        state: file://.                  # Pulumi's state format, in .pulumi beside this file
        components:
          rest-api:
            kind: rest
            source: .                    # the directory to package
        \(entry(facts))
            # runtime: nodejs22.x
            # memory: 512                # megabytes
            # timeout: 30                # seconds
            # health: { path: /health }  # what must answer 200 after a deployment
            # environment:
            #   NODE_ENV: production
            #   DATABASE_URL: "${secrets.database_url}"   # semantest-provision secrets set database_url --env production
        environments:
          development:
            provider: aws
            region: us-east-1
          production:
            provider: aws
            region: us-east-1
            # components: { rest-api: { memory: 1024 } }  # any key of a component

        """
    }

    private static func entry(_ facts: ProjectFacts) -> String {
        guard let entry = facts.entry else {
            return "    # entry: server.js           # the file to run; found none, so `main` of package.json counts"
        }
        let note = entry.exists ? "" : "   # not there yet: build the project before you deploy"
        return "    entry: \(YAMLScalar.quoted(entry.path))\(note)"
    }
}
