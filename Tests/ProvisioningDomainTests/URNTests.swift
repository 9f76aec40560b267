import ProvisioningDomain
import Testing

@Suite struct URNTests {
    @Test func splits() {
        let urn = URN("urn:pulumi:dev::hello::aws:iam/role:Role::a::b")
        #expect(urn?.name == "a::b")
        #expect(urn?.type == "aws:iam/role:Role")
    }
}
