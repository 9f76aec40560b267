internal import Glibc
import ProvisionConfiguration
import ProvisioningDomain
import PulumiStateExport

extension Doctor {
    /// Whether the state can be read, written and locked.
    func state(_ workspace: Workspace, _ sites: [Site]) async -> [DoctorCheck] {
        let directory = workspace.configuration.stateDirectory
        var checks: [DoctorCheck] = []
        do {
            let count = try await workspace.backend.stacks().count
            let reason = Self.writeFailure(directory)
            checks.append(
                reason.map {
                    DoctorCheck(
                        "state", .failed, "\(directory) cannot be written: \($0)",
                        advice: "Check its owner and permissions, or set `state:` to another place.")
                } ?? DoctorCheck("state", .ok, "\(directory): \(count) stacks, readable and writable"))
        } catch {
            return [DoctorCheck("state", error)]
        }
        for stack in Set(sites.map(\.specification.stack)).sorted(by: { "\($0)" < "\($1)" }) {
            do {
                if let report = try await workspace.backend.verify(stack), let first = report.violations.first {
                    checks.append(
                        DoctorCheck(
                            "state", .failed, "\(stack) breaks a rule of Pulumi: \(first)",
                            advice: "`semantest-provision state verify` lists all; the .bak file is the state before."))
                }
                for lock in try await workspace.backend.locks(of: stack) {
                    checks.append(
                        DoctorCheck(
                            "lock", .note, "\(stack) is locked by \(lock)",
                            advice: "Wait until it is done; if it no longer runs: semantest-provision state unlock."))
                }
            } catch {
                checks.append(DoctorCheck("state", error))
            }
        }
        return checks
    }

    /// Whether every secret that the configuration names can be read.
    func secrets(_ workspace: Workspace, _ sites: [Site]) async -> [DoctorCheck] {
        var count = 0
        var checks: [DoctorCheck] = []
        for site in sites {
            let component = "\(site.specification.component)"
            do {
                let names = try workspace.configuration.secretNames(component: component, environment: site.place)
                count += names.count
                for name in names
                where try await workspace.secrets.secret(name, of: site.specification.stack) == nil {
                    checks.append(
                        DoctorCheck(
                            "secrets", .failed, "\(name) of \(component) in \(site.place) has no value",
                            advice:
                                "semantest-provision secrets set \(name) --env \(site.place) --component \(component)"))
                }
            } catch {
                checks.append(DoctorCheck("secrets", error))
            }
        }
        if checks.isEmpty, count > 0 { checks.append(DoctorCheck("secrets", .ok, "all \(count) can be read")) }
        return checks
    }

    /// Why the nearest directory that exists cannot be written; nil when it can.
    private static func writeFailure(_ directory: String) -> String? {
        var path = directory
        while unsafe access(path, F_OK) != 0, errno == ENOENT, let slash = path.lastIndex(of: "/"),
            slash > path.startIndex
        {
            path = String(path[..<slash])
        }
        guard unsafe access(path, W_OK | X_OK) == 0 else { return unsafe String(cString: strerror(errno)) }
        return nil
    }
}
