enum LabHostPlaceholder {}
