import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { foreignText } from '../../../base/foreign-file.ts';
import { createFile } from '../../../base/new-file.ts';
import { listedBy } from './listing.ts';
import type { Registry } from './registry.ts';

/** A range as the version of the parent: Maven reads the list of releases for it, and needs no plugin. */
const project = (
  group: string,
  artifact: string,
): string => `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <parent>
    <groupId>${group}</groupId>
    <artifactId>${artifact}</artifactId>
    <version>[0,99999999)</version>
    <relativePath/>
  </parent>
  <artifactId>list</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
</project>
`;

/** Maven has no command that lists releases. It keeps the metadata of each repository in the local one, here an empty one. */
export const maven: Registry = {
  example: 'maven:com.amazonaws:aws-lambda-java-runtime-interface-client',
  isName: (name) => /^\w[\w.-]*:\w[\w.-]*$/.test(name),
  versionsOf: async (name, surround) => {
    const [group = '', artifact = ''] = name.split(':');
    return listedBy(
      ['mvn', '-q', '-B', '-Dmaven.repo.local=repository', 'validate'],
      surround,
      // Maven fails, because the parent is no POM; by then the list is there.
      (_, folder) => versionsIn(join(folder, 'repository', ...group.split('.'), artifact)),
      async (folder) => createFile(join(folder, 'pom.xml'), project(group, artifact)),
    );
  },
};

function versionsIn(folder: string): string[] {
  const files = readdirSync(folder).filter((file) => /^maven-metadata-.*\.xml$/.test(file));
  const found = files.flatMap((file) =>
    [...foreignText(join(folder, file)).matchAll(/<version>\s*([^<\s]+)\s*<\/version>/g)].map(
      ([, version = '']) => version,
    ),
  );
  return [...new Set(found)];
}
