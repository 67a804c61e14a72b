import { describe, expect, it } from 'vitest';
import {
  type BillOfMaterials,
  packagesOfLicences,
  shippedOnly,
} from '../../../../scripts/release/bill-of-materials.ts';
import { licencesText } from '../../../../scripts/process/licences.ts';

const product = { name: 'sample-app', version: '1.2.3' };

function component(name: string, version: string, scope: string) {
  return { 'bom-ref': `${name}@${version}`, type: 'library', name, version, scope };
}

const installed: BillOfMaterials = {
  bomFormat: 'CycloneDX',
  metadata: { component: { 'bom-ref': 'sample-app@1.2.3', type: 'library', name: 'folder', version: '1.2.3' } },
  components: [
    component('@scope/kind', '1.0.0', 'optional'),
    component('kind', '2.0.0', 'required'),
    component('kind', '1.0.0', 'required'),
    component('tool', '3.0.0', 'required'),
  ],
  dependencies: [
    { ref: 'sample-app@1.2.3', dependsOn: ['@scope/kind@1.0.0', 'tool@3.0.0'] },
    { ref: '@scope/kind@1.0.0', dependsOn: ['kind@2.0.0'] },
    { ref: 'kind@2.0.0' },
    { ref: 'tool@3.0.0', dependsOn: ['kind@1.0.0'] },
  ],
};
const shipped = [
  { name: '@scope/kind', version: '1.0.0' },
  { name: 'kind', version: '2.0.0' },
];

describe('the list of what the app contains', () => {
  it('has the shipped packages in their versions, and none of the tools', () => {
    const { components, dependencies } = shippedOnly(installed, shipped, product);
    expect(components.map((each) => each['bom-ref'])).toEqual(['@scope/kind@1.0.0', 'kind@2.0.0']);
    expect(dependencies).toEqual([
      { ref: 'sample-app@1.2.3', dependsOn: ['@scope/kind@1.0.0'] },
      { ref: '@scope/kind@1.0.0', dependsOn: ['kind@2.0.0'] },
      { ref: 'kind@2.0.0', dependsOn: [] },
    ]);
  });

  it('describes the application by its name', () => {
    expect(shippedOnly(installed, shipped, product).metadata.component).toMatchObject({
      type: 'application',
      name: 'sample-app',
      version: '1.2.3',
    });
  });

  it('is refused when a shipped package is missing', () => {
    const more = [...shipped, { name: 'gone', version: '4.0.0' }];
    expect(() => shippedOnly(installed, more, product)).toThrow("npm's list has no gone@4.0.0.");
  });

  it('takes the packages from the texts of their licences', () => {
    const text = licencesText([
      { name: '@scope/kind', version: '1.0.0', identifier: 'MIT', text: 'Permission (c) is granted.' },
      { name: 'kind', version: '2.0.0-beta.1', identifier: 'BSD-3-Clause', text: 'Version 2.0 (January 2004)' },
    ]);
    expect(packagesOfLicences(text)).toEqual([
      { name: '@scope/kind', version: '1.0.0' },
      { name: 'kind', version: '2.0.0-beta.1' },
    ]);
  });
});
