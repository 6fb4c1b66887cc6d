import Values

/// What the firmware tells (DMI); `NA` for what it does not.
enum HardwareFacts {
    static func read(_ sheet: FactSheet) -> Mapping {
        var facts = Mapping()
        for (fact, file) in files {
            let text = sheet["dmi/\(file)"]
            facts[fact] = .string(text.flatMap { $0.isEmpty ? nil : $0 } ?? "NA")
        }
        let kind = sheet["dmi/chassis_type"].flatMap { Int($0) }
        facts["form_factor"] = .string(kind.flatMap { forms.indices.contains($0) ? forms[$0] : nil } ?? "NA")
        return facts
    }

    private static let files: [(String, String)] = [
        ("bios_date", "bios_date"), ("bios_vendor", "bios_vendor"), ("bios_version", "bios_version"),
        ("board_asset_tag", "board_asset_tag"), ("board_name", "board_name"), ("board_serial", "board_serial"),
        ("board_vendor", "board_vendor"), ("board_version", "board_version"),
        ("chassis_asset_tag", "chassis_asset_tag"), ("chassis_serial", "chassis_serial"),
        ("chassis_vendor", "chassis_vendor"), ("chassis_version", "chassis_version"),
        ("product_name", "product_name"), ("product_serial", "product_serial"), ("product_uuid", "product_uuid"),
        ("product_version", "product_version"), ("system_vendor", "sys_vendor"),
    ]

    /// SMBIOS specification, 7.4.1.
    private static let forms = [
        "Unknown", "Other", "Unknown", "Desktop", "Low Profile Desktop", "Pizza Box", "Mini Tower", "Tower",
        "Portable", "Laptop", "Notebook", "Hand Held", "Docking Station", "All In One", "Sub Notebook",
        "Space-saving", "Lunch Box", "Main Server Chassis", "Expansion Chassis", "Sub Chassis",
        "Bus Expansion Chassis", "Peripheral Chassis", "RAID Chassis", "Rack Mount Chassis", "Sealed-case PC",
        "Multi-system", "CompactPCI", "AdvancedTCA", "Blade", "Blade Enclosure", "Tablet", "Convertible",
        "Detachable", "IoT Gateway", "Embedded PC", "Mini PC", "Stick PC",
    ]
}
