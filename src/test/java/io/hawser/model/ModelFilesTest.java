package io.hawser.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFilesTest {
    private final ModelReader reader = new ModelReader(ModelParts.ANY);

    @TempDir
    Path folder;

    @Test
    void takesAFolderOverWhatComesAlong() throws Exception {
        write("light.yaml", "title: Our light\nproperties: {power: {type: boolean}}\n");
        write("pump.yml", "title: Pump\n");
        write(".hidden.yaml", "nothing: 1");
        write("README.md", "nothing");

        DeviceModels models = new DeviceModels(ModelFiles.read(folder, reader));

        assertThat(models.names()).hasSize(11).startsWith("light").endsWith("pump");
        assertThat(models.model("light").properties()).containsExactly("power");
        assertThat(models.model("light").origin()).isEqualTo(DeviceModel.Origin.FOLDER);
        assertThat(models.model("fan").origin()).isEqualTo(DeviceModel.Origin.HUB);
        assertThat(models.file("pump")).contains("title: Pump\n");
    }

    @Test
    void tellsEverythingThatIsWrongInAFolderWithFileAndLine() throws Exception {
        write("a.yaml", "title: A\nproperties:\n  x: {type: text}\n");
        write("b.yaml", "title: [\n");
        write("c.yaml", "model: d\ntitle: C\n");
        write("not a name.yaml", "title: D\n");

        BrokenModels broken = catchThrowableOfType(BrokenModels.class, () -> ModelFiles.read(folder, reader));

        assertThat(broken.problems())
                .anyMatch(problem -> problem.contains("a.yaml line 3: /properties/x/type must be"))
                .anyMatch(problem -> problem.contains("b.yaml line"))
                .anyMatch(problem -> problem.contains("c.yaml line 1: /model must be c"))
                .anyMatch(problem -> problem.contains("not a name.yaml"));
    }

    @Test
    void letsWhatAdministratorsMakeCountMore() {
        DeviceModels models = DeviceModels.load();
        DeviceModel light = models.model("light");
        DeviceModel made = models.model("fan");

        models.made("light", 2, made);
        assertThat(models.model("light")).isSameAs(made);
        models.made("light", 1, null);
        assertThat(models.model("light")).isSameAs(made);
        models.made("light", 3, null);
        assertThat(models.model("light")).isSameAs(light);
        models.made("pump", 1, made);
        assertThat(models.names()).endsWith("pump");
        models.made("pump", 2, null);
        assertThat(models.find("pump")).isEmpty();
    }

    private void write(String name, String text) throws Exception {
        Files.writeString(folder.resolve(name), text);
    }
}
