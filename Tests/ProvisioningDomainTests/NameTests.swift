import ProvisioningDomain
import Testing

@Suite struct NameTests {
    @Test(arguments: [
        ("urn:pulumi:dev::hello::aws:iam/role:Role::a::b", "dev", "hello", "aws:iam/role:Role", "a::b"),
        ("urn:pulumi:s::p::a:b:C$d:e:F::", "s", "p", "d:e:F", ""),
        ("urn:pulumi:s::p::pulumi:pulumi:Stack::p-s", "s", "p", "pulumi:pulumi:Stack", "p-s"),
        ("urn:pulumi:s::p::t::n:x", "s", "p", "t", "n:x"),
    ])
    func urns(text: String, stack: String, project: String, type: String, name: String) throws {
        let urn = try #require(URN(text))
        #expect(urn.stack == stack)
        #expect(urn.project == project)
        #expect(urn.type.token == type)
        #expect(urn.name == name)
        #expect(urn.description == text)
    }

    @Test(arguments: [
        "", "urn:pulumi:", "urn:pulumi:s::p::t", "urn:aws:s::p::t::n", "s::p::t::n", "urn:pulumi:s:p:t:n",
    ])
    func noURNs(text: String) { #expect(URN(text) == nil) }

    @Test func madeURNsReadBack() {
        let urn = URN(stack: StackReference(project: "p", stack: "s"), type: "a:b/c:D", name: "n::m")
        #expect(URN(urn.text) == urn)
        #expect(urn.qualifiedType == "a:b/c:D")
    }

    @Test func providerReferences() throws {
        let text = "urn:pulumi:s::p::pulumi:providers:aws::default_7_51_1::5b1f3c0e-9b0e-4d1e-8a51-0d3c6f2d9a11"
        let reference = try #require(ProviderReference(text))
        #expect(reference.urn.name == "default_7_51_1")
        #expect(reference.id == "5b1f3c0e-9b0e-4d1e-8a51-0d3c6f2d9a11")
        #expect(reference.description == text)
        #expect(ProviderReference("urn:pulumi:s::p::t::a::b::id")?.urn.name == "a::b")
    }

    @Test(arguments: ["", "id", "a::b", "urn:pulumi:s::p::t::n", "::", ":"])
    func noProviderReferences(text: String) { #expect(ProviderReference(text) == nil) }

    @Test func types() {
        let type: ResourceType = "aws:lambda/function:Function"
        #expect(type.package == "aws" && type.shortName == "Function" && !type.isProvider)
        let provider = ResourceType("pulumi:providers:aws")
        #expect(provider.package == "aws" && provider.isProvider && "\(provider)" == "pulumi:providers:aws")
        #expect(ResourceType("").package == "" && ResourceType("").shortName == "")
    }
}
